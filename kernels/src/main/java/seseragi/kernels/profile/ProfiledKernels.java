package seseragi.kernels.profile;

import java.util.List;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvStorage;
import seseragi.kernels.Matrix;
import seseragi.kernels.RopePairing;
import seseragi.kernels.Weights;
import seseragi.kernels.profile.Profile.Operation;
import seseragi.kernels.profile.Profile.Rows;
import seseragi.kernels.tensor.Tensor;

/**
 * Other kernels, with every operation timed. It computes exactly what they compute, some 100 ns
 * later per operation; who does not want a profile leaves it out and pays nothing.
 */
public final class ProfiledKernels implements Kernels {
  private final Kernels kernels;
  private final Profile profile;

  /**
   * @param kernels that compute; closed with this
   * @param profile gets the times
   */
  public ProfiledKernels(Kernels kernels, Profile profile) {
    this.kernels = kernels;
    this.profile = profile;
  }

  @Override
  public String name() {
    return kernels.name();
  }

  @Override
  public int threads() {
    return kernels.threads();
  }

  @Override
  public long waitedNanos() {
    return kernels.waitedNanos();
  }

  @Override
  public Weights weights(List<Tensor> parts) {
    return kernels.weights(parts);
  }

  @Override
  public Matrix constant(Tensor tensor) {
    return kernels.constant(tensor);
  }

  @Override
  public Matrix matrix(int rows, int columns) {
    return kernels.matrix(rows, columns);
  }

  @Override
  public KvStorage kvStorage(KvShape shape) {
    return kernels.kvStorage(shape);
  }

  @Override
  public void gather(Weights table, int[] ids, int rows, Matrix out) {
    long bytes = rows * (table.bytes() / table.rows() + floats(table.columns()));
    timed(new Operation("gather"), 0, bytes, () -> kernels.gather(table, ids, rows, out));
  }

  @Override
  public void matmul(Weights weights, Matrix x, int rows, Matrix out) {
    Operation operation = new Operation("matmul", weights.rows(), weights.columns(), Rows.of(rows));
    long macs = (long) rows * weights.rows() * weights.columns();
    long bytes = weights.bytes() + rows * floats((long) weights.rows() + weights.columns());
    timed(operation, macs, bytes, () -> kernels.matmul(weights, x, rows, out));
  }

  @Override
  public void add(Matrix x, Matrix y, int rows) {
    timed(new Operation("add"), 0, numbers(rows, x, 3), () -> kernels.add(x, y, rows));
  }

  @Override
  public void addBias(Matrix x, Matrix bias, int rows) {
    timed(new Operation("addBias"), 0, numbers(rows, x, 2), () -> kernels.addBias(x, bias, rows));
  }

  @Override
  public void rmsNorm(Matrix x, Matrix weight, float epsilon, int rows, Matrix out) {
    timed(
        new Operation("rmsNorm"),
        0,
        numbers(rows, x, 2),
        () -> kernels.rmsNorm(x, weight, epsilon, rows, out));
  }

  @Override
  public void rope(Matrix x, int headSize, RopePairing pairing, Matrix angles, int rows) {
    timed(
        new Operation("rope"),
        0,
        numbers(rows, x, 2),
        () -> kernels.rope(x, headSize, pairing, angles, rows));
  }

  @Override
  public void storeKv(
      KvStorage storage, int layer, Matrix keys, Matrix values, int[] slots, int rows) {
    KvShape shape = storage.shape();
    long bytes =
        numbers(rows, keys, 1)
            + numbers(rows, values, 1)
            + rows * shape.bytesPerToken() / shape.layers();
    timed(
        new Operation("storeKv"),
        0,
        bytes,
        () -> kernels.storeKv(storage, layer, keys, values, slots, rows));
  }

  @Override
  public void attention(
      KvStorage storage, int layer, Matrix queries, AttentionBatch batch, float scale, Matrix out) {
    KvShape shape = storage.shape();
    int heads = queries.columns() / shape.keySize();
    long pairs = 0; // of a query and a key that it attends to
    long positions = 0; // whose keys and values are read
    for (int i = 0; i < batch.sequences(); i++) {
      long count = batch.rowCount(i);
      long first = batch.firstPosition(i);
      pairs += count * (first + 1) + count * (count - 1) / 2;
      positions += first + count;
    }
    boolean decode = batch.rows() == batch.sequences();
    timed(
        new Operation("attention", 0, 0, decode ? Rows.of(batch.rows()) : Rows.MANY),
        pairs * heads * (shape.keySize() + shape.valueSize()),
        positions * shape.bytesPerToken() / shape.layers(),
        () -> kernels.attention(storage, layer, queries, batch, scale, out));
  }

  @Override
  public void swiglu(Matrix gate, Matrix up, int rows, Matrix out) {
    timed(
        new Operation("swiglu"),
        0,
        numbers(rows, gate, 3),
        () -> kernels.swiglu(gate, up, rows, out));
  }

  @Override
  public void select(Matrix x, int[] indices, int rows, Matrix out) {
    timed(
        new Operation("select"),
        0,
        numbers(rows, x, 2),
        () -> kernels.select(x, indices, rows, out));
  }

  @Override
  public void parallel(int count, ParallelTask task) {
    timed(new Operation("parallel"), 0, 0, () -> kernels.parallel(count, task));
  }

  @Override
  public void close() {
    kernels.close();
  }

  private void timed(Operation operation, long macs, long bytes, Runnable work) {
    long waited = kernels.waitedNanos();
    long begin = System.nanoTime();
    work.run();
    long nanos = System.nanoTime() - begin;
    profile.add(operation, nanos, kernels.waitedNanos() - waited, macs, bytes);
  }

  /** Bytes of so many matrices as large as the rows of {@code x}. */
  private static long numbers(int rows, Matrix x, int matrices) {
    return (long) matrices * rows * floats(x.columns());
  }

  private static long floats(long count) {
    return count * Float.BYTES;
  }
}
