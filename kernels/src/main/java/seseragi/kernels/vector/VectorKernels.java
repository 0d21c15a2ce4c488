package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.KvShape;
import seseragi.kernels.RopePairing;
import seseragi.kernels.host.HostKernels;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.host.HostWeights;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.memory.HostMemory;
import seseragi.kernels.tensor.Tensor;

/**
 * The operations with vector registers and several threads. Matrix products have the same bits as
 * those of the specification; norms, attention and activations differ from it by rounding.
 */
public class VectorKernels extends HostKernels<HostWeights, VectorKv> {
  /** Numbers that a thread should at least have to do, so that waking it pays. */
  private static final int GRAIN = 16_384;

  private final int bits;
  private final WorkerPool pool;
  private final TileFormat format;
  private final RowCode rows;
  private final MatrixProduct product;
  private final Attention attention;
  private final MemorySegment[] lanes; // [threads] 16 numbers

  /**
   * Kernels for a register width.
   *
   * @param bits 128, 256 or 512; wider than the machine's registers is right but very slow
   * @param threads that work on an operation, the caller's included; at least 1
   */
  public VectorKernels(int bits, int threads) {
    this(bits, new WorkerPool(threads));
  }

  /**
   * The same with threads that others may have too.
   *
   * @param pool closed with the kernels
   */
  public VectorKernels(int bits, WorkerPool pool) {
    super(HostWeights.class, VectorKv.class);
    if (bits != 128 && bits != 256 && bits != 512) {
      throw new IllegalArgumentException("registers have 128, 256 or 512 bits, not " + bits);
    }
    this.bits = bits;
    this.pool = pool;
    format = new TileFormat(bits);
    rows = Specialised.create(RowCode.class, RowLoops.class, bits);
    PanelCode panels = Specialised.create(PanelCode.class, PanelLoops.class, bits);
    AttentionCode code = Specialised.create(AttentionCode.class, AttentionLoops.class, bits);
    product = new MatrixProduct(panels, pool);
    attention = new Attention(code, panels, pool);
    lanes = new MemorySegment[pool.threads()];
    Arrays.setAll(lanes, i -> memory().allocate(64));
  }

  /** The threads of this backend. */
  protected final WorkerPool pool() {
    return pool;
  }

  /** What computes single rows. */
  protected RowCode rows() {
    return rows;
  }

  /** The same threads for a backend beside this one. */
  public final WorkerPool poolBeside() {
    return pool.beside();
  }

  /** The width of the widest registers of this machine: 64 to 512 or more. */
  public static int preferredBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  @Override
  public String name() {
    return "vector-" + bits;
  }

  @Override
  public int threads() {
    return pool.threads();
  }

  @Override
  public long waitedNanos() {
    return pool.waitedNanos();
  }

  @Override
  protected HostWeights load(List<Tensor> parts) {
    return VectorWeights.pack(parts, format, memory(), pool);
  }

  @Override
  protected void fill(Tensor tensor, HostMatrix out) {
    try (HostMemory scratch = new HostMemory()) {
      VectorWeights weights = VectorWeights.pack(List.of(tensor), format, scratch, pool);
      pool.run(
          weights.tiles(), (i, worker) -> product.unpack(weights, weights.tile(i), out, worker));
    }
  }

  @Override
  protected VectorKv allocate(KvShape shape) {
    return new VectorKv(shape, pool);
  }

  @Override
  protected void computeGather(HostWeights table, int[] ids, int rows, HostMatrix out) {
    VectorWeights tiles = (VectorWeights) table;
    pool.run(rows, (i, worker) -> product.gather(tiles, ids[i], out, i, worker));
  }

  @Override
  protected void computeMatmul(HostWeights weights, HostMatrix x, int rows, HostMatrix out) {
    product.compute((VectorWeights) weights, x, rows, out);
  }

  @Override
  protected void computeAdd(HostMatrix x, HostMatrix y, int rows) {
    byRows(
        rows,
        x.columns(),
        (i, worker) -> rows().add(x.data(), x.offset(i), y.data(), y.offset(i), x.columns()));
  }

  @Override
  protected void computeAddBias(HostMatrix x, HostMatrix bias, int rows) {
    byRows(
        rows,
        x.columns(),
        (i, worker) -> rows().add(x.data(), x.offset(i), bias.data(), bias.offset(0), x.columns()));
  }

  @Override
  protected void computeRmsNorm(
      HostMatrix x, HostMatrix weight, float epsilon, int rows, HostMatrix out) {
    byRows(rows, x.columns(), (i, worker) -> normRow(x, weight, epsilon, i, out, lanes[worker]));
  }

  private void normRow(
      HostMatrix x,
      HostMatrix weight,
      float epsilon,
      int row,
      HostMatrix out,
      MemorySegment lanes) {
    int size = weight.columns();
    for (int first = 0; first < x.columns(); first += size) {
      long from = x.offset(row) + (long) first * Float.BYTES;
      long to = out.offset(row) + (long) first * Float.BYTES;
      float squares = rows().squares(x.data(), from, size, lanes);
      float scale = (float) (1 / Math.sqrt((double) squares / size + epsilon));
      rows().scale(x.data(), from, scale, weight.data(), weight.offset(0), out.data(), to, size);
    }
  }

  @Override
  protected void computeRope(
      HostMatrix x, int headSize, RopePairing pairing, HostMatrix angles, int rows) {
    byRows(rows, x.columns(), (i, worker) -> ropeRow(x, headSize, pairing, angles, i));
  }

  private void ropeRow(
      HostMatrix x, int headSize, RopePairing pairing, HostMatrix angles, int row) {
    MemorySegment data = x.data();
    long angle = angles.offset(row);
    int pairs = angles.columns() / 2;
    long at = x.offset(row);
    int heads = x.columns() / headSize;
    rows().rotate(pairing, data, at, heads, headSize, angles.data(), angle, pairs);
  }

  @Override
  protected void computeStoreKv(
      VectorKv storage, int layer, HostMatrix keys, HostMatrix values, int[] slots, int rows) {
    byRows(
        rows,
        keys.columns() + values.columns(),
        (i, worker) -> storage.store(layer, keys, values, i, slots[i]));
  }

  @Override
  protected void computeAttention(
      VectorKv storage,
      int layer,
      HostMatrix queries,
      AttentionBatch batch,
      float scale,
      HostMatrix out) {
    attention.compute(storage, layer, queries, batch, scale, out);
  }

  @Override
  protected void computeSwiglu(HostMatrix gate, HostMatrix up, int rows, HostMatrix out) {
    byRows(
        rows,
        gate.columns(),
        (i, worker) ->
            rows()
                .swiglu(
                    gate.data(),
                    gate.offset(i),
                    up.data(),
                    up.offset(i),
                    out.data(),
                    out.offset(i),
                    gate.columns()));
  }

  @Override
  protected void computeSelect(HostMatrix x, int[] indices, int rows, HostMatrix out) {
    long bytes = (long) x.columns() * Float.BYTES;
    byRows(
        rows,
        x.columns(),
        (i, worker) ->
            MemorySegment.copy(x.data(), x.offset(indices[i]), out.data(), out.offset(i), bytes));
  }

  @Override
  protected void computeParallel(int count, ParallelTask task) {
    pool.run(count, (i, worker) -> task.run(i));
  }

  /** Runs a task for each row, several rows at a time, on one thread if there is little to do. */
  protected final void byRows(int rows, int columns, WorkerPool.Task task) {
    int perTask = Math.max(1, GRAIN / columns);
    pool.run(
        Math.ceilDiv(rows, perTask),
        (index, worker) -> {
          int end = Math.min(rows, (index + 1) * perTask);
          for (int i = index * perTask; i < end; i++) {
            task.run(i, worker);
          }
        });
  }

  @Override
  public void close() {
    pool.close();
    super.close();
  }
}
