package seseragi.kernels;

import java.util.List;
import seseragi.kernels.tensor.Tensor;

/**
 * The operations of a transformer on memory that the backend allocates.
 *
 * <p>Every operation is complete when it returns. Operations are called by one thread at a time
 * (the engine's); inside, a backend spreads the work over its own threads. {@code rows} is how many
 * rows of a matrix take part; the others are left alone.
 *
 * <p><b>Batch invariance:</b> what is computed for one row does not depend, to the last bit, on the
 * other rows of the batch, on their number, or on how a prompt was cut into chunks. So a text is
 * the same whether a request runs alone or among others.
 */
public interface Kernels extends AutoCloseable {
  /** Short name for logs, such as {@code scalar} or {@code vector-512}. */
  String name();

  /** Threads that work on an operation, the caller's included. */
  int threads();

  /**
   * Nanoseconds that the thread which calls operations has waited so far, with nothing left to do
   * itself, until the other threads were done with theirs. Asked by that thread.
   */
  default long waitedNanos() {
    return 0;
  }

  /**
   * Loads matrices that are used as one, stacked row upon row; all have the same number of columns.
   * The tensors are not needed afterwards unless the backend works on them in place, so their file
   * has to stay open as long as the weights are used.
   *
   * @throws IllegalArgumentException if the columns differ or the list is empty
   */
  Weights weights(List<Tensor> parts);

  /** Loads one matrix. */
  default Weights weights(Tensor tensor) {
    return weights(List.of(tensor));
  }

  /** Loads a tensor as f32 numbers {@code [rows, columns]}: norms, biases, rope factors. */
  Matrix constant(Tensor tensor);

  /** A new matrix of zeros. */
  Matrix matrix(int rows, int columns);

  /** New memory for keys and values. */
  KvStorage kvStorage(KvShape shape);

  /** {@code out[i] = table[ids[i]]}: rows of a matrix, as f32. */
  void gather(Weights table, int[] ids, int rows, Matrix out);

  /** {@code out[i, r] = sum over k of weights[r, k] * x[i, k]}. */
  void matmul(Weights weights, Matrix x, int rows, Matrix out);

  /** {@code x[i] += y[i]}. */
  void add(Matrix x, Matrix y, int rows);

  /** {@code x[i] += bias[0]}, the same row added to each. */
  void addBias(Matrix x, Matrix bias, int rows);

  /**
   * Root mean square norm (Zhang and Sennrich 2019): {@code out = x / sqrt(mean(x^2) + epsilon) *
   * weight}. If {@code x} has several times the columns of {@code weight}, each group of that many
   * columns is normalised on its own (a norm per head). {@code out} may be {@code x}.
   */
  void rmsNorm(Matrix x, Matrix weight, float epsilon, int rows, Matrix out);

  /**
   * Rotary position embedding (Su et al. 2021), in place: each head of {@code headSize} columns has
   * its first {@code angles.columns()} numbers rotated by the angles of its row.
   *
   * @param angles {@code [rows, rotated]}: cosines of the pairs, then their sines
   */
  void rope(Matrix x, int headSize, RopePairing pairing, Matrix angles, int rows);

  /**
   * Stores the keys and values of a batch.
   *
   * @param keys {@code [rows, heads * keySize]}
   * @param values {@code [rows, heads * valueSize]}
   * @param slots where row {@code i} goes
   */
  void storeKv(KvStorage storage, int layer, Matrix keys, Matrix values, int[] slots, int rows);

  /**
   * Causal attention over the cached keys and values: {@code softmax(scale * q k^T) v} for each row
   * and head. Query heads share key/value heads in groups: head {@code h} of {@code H} reads {@code
   * h * heads / H}.
   *
   * @param queries {@code [rows, H * keySize]}
   * @param out {@code [rows, H * valueSize]}
   */
  void attention(
      KvStorage storage, int layer, Matrix queries, AttentionBatch batch, float scale, Matrix out);

  /** {@code out = silu(gate) * up} with {@code silu(x) = x / (1 + e^-x)} (Shazeer 2020, SwiGLU). */
  void swiglu(Matrix gate, Matrix up, int rows, Matrix out);

  /** Copies rows: {@code out[i] = x[indices[i]]}. */
  void select(Matrix x, int[] indices, int rows, Matrix out);

  /**
   * Runs {@code task} for 0 to {@code count - 1} on the backend's threads and returns when all are
   * done. For work of the engine's own, such as sampling many rows.
   */
  void parallel(int count, ParallelTask task);

  /** Stops the threads and gives all memory back. Idempotent. */
  @Override
  void close();

  /** One of several independent tasks. */
  @FunctionalInterface
  interface ParallelTask {
    void run(int index);
  }
}
