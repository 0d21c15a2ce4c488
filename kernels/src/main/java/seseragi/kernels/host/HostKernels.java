package seseragi.kernels.host;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvStorage;
import seseragi.kernels.Matrix;
import seseragi.kernels.RopePairing;
import seseragi.kernels.Weights;
import seseragi.kernels.memory.HostMemory;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/**
 * The door of a backend on this machine: checks the arguments of every operation, once and for all
 * backends, and owns the memory. A backend computes in the {@code compute...} methods, where shapes
 * fit, indices are in range, and matrices overlap only where the operation allows it.
 *
 * @param <W> weights of this backend
 * @param <S> KV storage of this backend
 */
public abstract class HostKernels<W extends HostWeights, S extends HostKv> implements Kernels {
  private static final ValueLayout.OfFloat LE_FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final HostMemory memory = new HostMemory();
  private final Set<S> storages = ConcurrentHashMap.newKeySet();
  private final Class<W> weightsType;
  private final Class<S> storageType;

  protected HostKernels(Class<W> weightsType, Class<S> storageType) {
    this.weightsType = weightsType;
    this.storageType = storageType;
  }

  /** Memory that lives as long as this backend. */
  protected final HostMemory memory() {
    return memory;
  }

  @Override
  public final Weights weights(List<Tensor> parts) {
    Checks.weights(parts);
    return load(List.copyOf(parts));
  }

  @Override
  public final HostMatrix constant(Tensor tensor) {
    int rows = Math.toIntExact(tensor.rows());
    HostMatrix matrix = matrix(rows, Math.toIntExact(tensor.columns()));
    if (tensor.type() == QuantType.F32) {
      copy(tensor.data(), matrix);
    } else {
      fill(tensor, matrix);
    }
    return matrix;
  }

  /** Without the detour through weights: norms are loaded while vector code is not compiled yet. */
  private static void copy(MemorySegment numbers, HostMatrix to) {
    int columns = to.columns();
    for (int row = 0; row < to.rows(); row++) {
      long from = (long) row * columns * Float.BYTES;
      MemorySegment.copy(numbers, LE_FLOAT, from, to.data(), JAVA_FLOAT, to.offset(row), columns);
    }
  }

  @Override
  public final HostMatrix matrix(int rows, int columns) {
    Checks.size("matrix", rows, columns);
    return HostMatrix.allocate(memory, rows, columns);
  }

  @Override
  public final KvStorage kvStorage(KvShape shape) {
    storages.removeIf(HostKv::closed);
    S storage = allocate(shape);
    storages.add(storage);
    return storage;
  }

  @Override
  public final void gather(Weights table, int[] ids, int rows, Matrix out) {
    W w = weightsType.cast(table);
    HostMatrix o = (HostMatrix) out;
    Checks.rows("gather", rows, o, "out");
    Checks.columns("gather", o, "out", w.columns());
    Checks.indices("gather", ids, rows, w.rows());
    computeGather(w, ids, rows, o);
  }

  @Override
  public final void matmul(Weights weights, Matrix x, int rows, Matrix out) {
    W w = weightsType.cast(weights);
    HostMatrix in = (HostMatrix) x;
    HostMatrix o = (HostMatrix) out;
    Checks.rows("matmul", rows, in, "x");
    Checks.rows("matmul", rows, o, "out");
    Checks.columns("matmul", in, "x", w.columns());
    Checks.columns("matmul", o, "out", w.rows());
    Checks.disjoint("matmul", in, o);
    computeMatmul(w, in, rows, o);
  }

  @Override
  public final void add(Matrix x, Matrix y, int rows) {
    HostMatrix a = (HostMatrix) x;
    HostMatrix b = (HostMatrix) y;
    Checks.rows("add", rows, a, "x");
    Checks.rows("add", rows, b, "y");
    Checks.columns("add", b, "y", a.columns());
    Checks.sameOrDisjoint("add", b, a);
    computeAdd(a, b, rows);
  }

  @Override
  public final void addBias(Matrix x, Matrix bias, int rows) {
    HostMatrix a = (HostMatrix) x;
    HostMatrix b = (HostMatrix) bias;
    Checks.rows("addBias", rows, a, "x");
    Checks.columns("addBias", b, "bias", a.columns());
    Checks.disjoint("addBias", b, a);
    computeAddBias(a, b, rows);
  }

  @Override
  public final void rmsNorm(Matrix x, Matrix weight, float epsilon, int rows, Matrix out) {
    HostMatrix in = (HostMatrix) x;
    HostMatrix w = (HostMatrix) weight;
    HostMatrix o = (HostMatrix) out;
    Checks.rows("rmsNorm", rows, in, "x");
    Checks.rows("rmsNorm", rows, o, "out");
    Checks.columns("rmsNorm", o, "out", in.columns());
    Checks.multiple("rmsNorm", in.columns(), "columns", w.columns());
    Checks.sameOrDisjoint("rmsNorm", in, o);
    Checks.disjoint("rmsNorm", w, o);
    computeRmsNorm(in, w, epsilon, rows, o);
  }

  @Override
  public final void rope(Matrix x, int headSize, RopePairing pairing, Matrix angles, int rows) {
    HostMatrix in = (HostMatrix) x;
    HostMatrix a = (HostMatrix) angles;
    Checks.rows("rope", rows, in, "x");
    Checks.rows("rope", rows, a, "angles");
    Checks.multiple("rope", in.columns(), "columns", headSize);
    Checks.multiple("rope", a.columns(), "angles", 2);
    if (a.columns() > headSize) {
      throw Checks.fault("rope", "%d angles for a head of %d", a.columns(), headSize);
    }
    Checks.disjoint("rope", a, in);
    computeRope(in, headSize, pairing, a, rows);
  }

  @Override
  public final void storeKv(
      KvStorage storage, int layer, Matrix keys, Matrix values, int[] slots, int rows) {
    S s = storageType.cast(storage);
    HostMatrix k = (HostMatrix) keys;
    HostMatrix v = (HostMatrix) values;
    KvShape shape = s.shape();
    Checks.layer("storeKv", layer, shape);
    Checks.rows("storeKv", rows, k, "keys");
    Checks.rows("storeKv", rows, v, "values");
    Checks.columns("storeKv", k, "keys", shape.heads() * shape.keySize());
    Checks.columns("storeKv", v, "values", shape.heads() * shape.valueSize());
    Checks.indices("storeKv", slots, rows, shape.slots());
    computeStoreKv(s, layer, k, v, slots, rows);
  }

  @Override
  public final void attention(
      KvStorage storage, int layer, Matrix queries, AttentionBatch batch, float scale, Matrix out) {
    S s = storageType.cast(storage);
    HostMatrix q = (HostMatrix) queries;
    HostMatrix o = (HostMatrix) out;
    Checks.layer("attention", layer, s.shape());
    Checks.attention(s.shape(), q, batch, o);
    computeAttention(s, layer, q, batch, scale, o);
  }

  @Override
  public final void swiglu(Matrix gate, Matrix up, int rows, Matrix out) {
    HostMatrix g = (HostMatrix) gate;
    HostMatrix u = (HostMatrix) up;
    HostMatrix o = (HostMatrix) out;
    Checks.rows("swiglu", rows, g, "gate");
    Checks.rows("swiglu", rows, u, "up");
    Checks.rows("swiglu", rows, o, "out");
    Checks.columns("swiglu", u, "up", g.columns());
    Checks.columns("swiglu", o, "out", g.columns());
    Checks.sameOrDisjoint("swiglu", g, o);
    Checks.sameOrDisjoint("swiglu", u, o);
    computeSwiglu(g, u, rows, o);
  }

  @Override
  public final void select(Matrix x, int[] indices, int rows, Matrix out) {
    HostMatrix in = (HostMatrix) x;
    HostMatrix o = (HostMatrix) out;
    Checks.rows("select", rows, o, "out");
    Checks.columns("select", o, "out", in.columns());
    Checks.indices("select", indices, rows, in.rows());
    Checks.disjoint("select", in, o);
    computeSelect(in, indices, rows, o);
  }

  @Override
  public final void parallel(int count, ParallelTask task) {
    if (count < 0) {
      throw Checks.fault("parallel", "%d tasks are not possible", count);
    }
    computeParallel(count, task);
  }

  @Override
  public void close() {
    storages.forEach(HostKv::close);
    storages.clear();
    memory.close();
  }

  protected abstract W load(List<Tensor> parts);

  protected abstract void fill(Tensor tensor, HostMatrix out);

  protected abstract S allocate(KvShape shape);

  protected abstract void computeGather(W table, int[] ids, int rows, HostMatrix out);

  protected abstract void computeMatmul(W weights, HostMatrix x, int rows, HostMatrix out);

  protected abstract void computeAdd(HostMatrix x, HostMatrix y, int rows);

  protected abstract void computeAddBias(HostMatrix x, HostMatrix bias, int rows);

  protected abstract void computeRmsNorm(
      HostMatrix x, HostMatrix weight, float epsilon, int rows, HostMatrix out);

  protected abstract void computeRope(
      HostMatrix x, int headSize, RopePairing pairing, HostMatrix angles, int rows);

  protected abstract void computeStoreKv(
      S storage, int layer, HostMatrix keys, HostMatrix values, int[] slots, int rows);

  protected abstract void computeAttention(
      S storage, int layer, HostMatrix queries, AttentionBatch batch, float scale, HostMatrix out);

  protected abstract void computeSwiglu(HostMatrix gate, HostMatrix up, int rows, HostMatrix out);

  protected abstract void computeSelect(HostMatrix x, int[] indices, int rows, HostMatrix out);

  protected abstract void computeParallel(int count, ParallelTask task);
}
