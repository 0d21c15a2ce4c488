package seseragi.engine.model;

import seseragi.kernels.Kernels;
import seseragi.kernels.KvStorage;
import seseragi.kernels.Matrix;

/**
 * One forward pass: who takes part, and the residual stream that the layers change in turn. Made
 * once, used again for every batch: nothing is allocated in a pass.
 */
final class Pass {
  private final Kernels kernels;
  private final Matrix all; // [maxRows, embedding] residual stream of all tokens
  private final Matrix kept; // [maxRows, embedding] the same for the rows that go on to the output
  private final Matrix normed; // [maxRows, embedding]
  private final Matrix branch; // [maxRows, embedding] what a block adds to the residual stream
  private Batch batch;
  private KvStorage storage;
  private Matrix residual;
  private int rows;

  Pass(Kernels kernels, int maxRows, int embedding) {
    this.kernels = kernels;
    this.all = kernels.matrix(maxRows, embedding);
    this.kept = kernels.matrix(maxRows, embedding);
    this.normed = kernels.matrix(maxRows, embedding);
    this.branch = kernels.matrix(maxRows, embedding);
    this.residual = all;
  }

  void begin(Batch batch, KvStorage storage) {
    this.batch = batch;
    this.storage = storage;
    this.residual = all;
    this.rows = batch.size();
  }

  Kernels kernels() {
    return kernels;
  }

  Batch batch() {
    return batch;
  }

  KvStorage storage() {
    return storage;
  }

  /** Rows that take part; fewer once {@link #keepOutputRows} was called. */
  int rows() {
    return rows;
  }

  /** The residual stream, {@code [rows, embedding]}. */
  Matrix residual() {
    return residual;
  }

  /** Input of the next block, {@code [rows, embedding]}. */
  Matrix normed() {
    return normed;
  }

  /** Output of the last block, {@code [rows, embedding]}. */
  Matrix branch() {
    return branch;
  }

  /** {@code normed = norm(residual)}. */
  void normalize(Norm norm) {
    norm.apply(residual, rows, normed);
  }

  /** {@code residual += branch}. */
  void addBranch() {
    kernels.add(residual, branch, rows);
  }

  /**
   * From here on only the rows whose logits are wanted go on, in their order: the others have
   * stored their keys and values, and nobody asks for more of them.
   *
   * @param attended what attention gave for all rows
   * @param keptAttended gets what it gave for the rows that go on
   */
  void keepOutputRows(Matrix attended, Matrix keptAttended) {
    int outputs = batch.outputs();
    if (outputs > 0) {
      kernels.select(attended, batch.outputRows(), outputs, keptAttended);
      kernels.select(residual, batch.outputRows(), outputs, kept);
    }
    residual = kept;
    rows = outputs;
  }
}
