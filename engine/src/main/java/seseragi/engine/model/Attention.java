package seseragi.engine.model;

import seseragi.kernels.Matrix;

/**
 * Causal self-attention of one layer, in steps that a family puts in order: {@link #project}, what
 * it does to queries and keys, {@link #attend}, {@link #finish}.
 */
final class Attention {
  private final int layer;
  private final boolean last;
  private final HyperParameters sizes;
  private final Linear input; // [queries + keys + values, embedding]
  private final Linear output; // [embedding, heads * valueSize]
  private final Matrix projected; // [maxRows, queries + keys + values]
  private final Matrix queries; // [maxRows, heads * keySize] a view
  private final Matrix keys; // [maxRows, kvHeads * keySize] a view
  private final Matrix values; // [maxRows, kvHeads * valueSize] a view
  private final Matrix attended; // [maxRows, heads * valueSize]
  private final Matrix keptAttended; // the same for the rows that go on to the output

  Attention(int layer, HyperParameters sizes, Linear input, Linear output, Scratch scratch) {
    this.layer = layer;
    this.last = layer == sizes.layers() - 1;
    this.sizes = sizes;
    this.input = input;
    this.output = output;
    int queryColumns = sizes.queryColumns();
    int keyColumns = sizes.keyColumns();
    this.projected = scratch.matrix("projected", queryColumns + keyColumns + sizes.valueColumns());
    this.queries = projected.columns(0, queryColumns);
    this.keys = projected.columns(queryColumns, keyColumns);
    this.values = projected.columns(queryColumns + keyColumns, sizes.valueColumns());
    this.attended = scratch.matrix("attended", sizes.attendedColumns());
    this.keptAttended = scratch.matrix("keptAttended", sizes.attendedColumns());
  }

  /** Queries, keys and values of {@link Pass#normed()}, in one product. */
  void project(Pass pass) {
    input.apply(pass.normed(), pass.rows(), projected);
  }

  /** Normalises queries and keys: each head by itself if the norm has the size of a head. */
  void normalize(Pass pass, Norm queryNorm, Norm keyNorm) {
    queryNorm.apply(queries, pass.rows(), queries);
    keyNorm.apply(keys, pass.rows(), keys);
  }

  /** Turns queries and keys by their positions. */
  void rotate(Pass pass, Rope rope) {
    rope.rotate(queries, sizes.keySize(), pass.rows());
    rope.rotate(keys, sizes.keySize(), pass.rows());
  }

  /** The usual scale of the scores, {@code 1 / sqrt(keySize)} (Vaswani et al. 2017). */
  float usualScale() {
    return (float) (1 / Math.sqrt(sizes.keySize()));
  }

  /**
   * Stores keys and values, and attends to all that came before. In the last layer only the rows
   * whose logits are wanted go on from here.
   */
  void attend(Pass pass, float scale) {
    pass.kernels().storeKv(pass.storage(), layer, keys, values, pass.batch().slots(), pass.rows());
    pass.kernels()
        .attention(pass.storage(), layer, queries, pass.batch().attention(), scale, attended);
    if (last) {
      pass.keepOutputRows(attended, keptAttended);
    }
  }

  /** {@code branch = output * attended}. */
  void finish(Pass pass) {
    output.apply(last ? keptAttended : attended, pass.rows(), pass.branch());
  }
}
