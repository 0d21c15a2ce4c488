package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.host.HostWeights;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;
import seseragi.kernels.vector.RowCode;
import seseragi.kernels.vector.VectorKernels;
import seseragi.kernels.vector.VectorKv;

/**
 * Products and attention by machine code that is assembled here for the CPU at hand; what has none
 * is done as {@link VectorKernels} does it.
 *
 * <p>For quantised weights activations are rounded to 8 bits, with a scale for each 256 columns and
 * a power of two for each 32: finer than the engine that the formats come from where it has one
 * scale for 256 (K-quants), a quarter coarser where it has one for 32. A row's result depends on
 * that row alone.
 */
public final class X64Kernels extends VectorKernels {
  private static final int SWIGLU_COLUMNS = 4096; // of a task: about a microsecond

  private final Level level;
  private final boolean repack;
  private final TileScratch unpacked;
  private final PackedProduct product;
  private final FloatProduct floatProduct;
  private final X64Attention attention;
  private final Swiglu swiglu;
  private final KvCalls kv;
  private final RowCode rows;
  private final Arena code = Arena.ofShared();
  private final Set<QuantType> without;
  private final float[][] numbers; // [threads] a row of a table

  private X64Kernels(
      int bits, WorkerPool pool, MachineCode machine, boolean repack, Set<QuantType> without) {
    super(bits, pool);
    this.level = machine.level();
    this.repack = repack;
    this.unpacked = new TileScratch(pool.threads());
    this.product = new PackedProduct(machine, pool(), unpacked);
    this.floatProduct = new FloatProduct(machine, pool());
    this.attention = new X64Attention(machine, pool());
    this.swiglu = new Swiglu(machine, code);
    this.kv = new KvCalls(machine, code);
    this.rows = new RowCalls(machine, code, super::rows);
    this.without = without.isEmpty() ? EnumSet.noneOf(QuantType.class) : EnumSet.copyOf(without);
    this.numbers = new float[pool.threads()][0];
  }

  /**
   * Kernels for this CPU.
   *
   * @param pool closed with the kernels, also if this fails
   * @param level {@code avx512vnni}, {@code avxvnni} or {@code avx2}; empty for the best
   * @param repack whether weights are brought into the layout of the code when they are loaded, and
   *     not each time that they are used
   * @param without types whose machine code is not to be used
   * @throws UnsupportedOperationException with the reason, where machine code cannot be used
   * @throws IllegalArgumentException if the level has another name
   */
  public static X64Kernels create(
      WorkerPool pool, Optional<String> level, boolean repack, Set<QuantType> without) {
    try {
      MachineCode machine = machine(level);
      int bits = machine.level().wide() ? 512 : 256;
      return new X64Kernels(bits, pool, machine, repack, without);
    } catch (RuntimeException | LinkageError failure) {
      pool.close();
      throw failure;
    }
  }

  private static MachineCode machine(Optional<String> level) {
    MachineCode machine = MachineCode.ofThisMachine();
    if (level.isEmpty()) {
      return machine;
    }
    return machine.with(
        Level.named(level.get())
            .orElseThrow(() -> new IllegalArgumentException("no level " + level.get())));
  }

  /**
   * Says why there is no machine code here, where there is none.
   *
   * @throws UnsupportedOperationException with the reason
   */
  public static void requireMachineCode() {
    MachineCode.ofThisMachine();
  }

  @Override
  public String name() {
    return level.externalName();
  }

  @Override
  protected RowCode rows() {
    return rows;
  }

  @Override
  protected HostWeights load(List<Tensor> parts) {
    boolean all = parts.stream().noneMatch(tensor -> without.contains(tensor.type()));
    if (all && FloatWeights.supports(parts)) {
      FloatWeights weights = FloatWeights.of(parts, memory());
      floatProduct.prepare(weights);
      return weights;
    }
    if (!all || !X64Weights.canPack(parts)) {
      return super.load(parts);
    }
    X64Weights weights =
        repack ? X64Weights.pack(parts, memory(), pool()) : X64Weights.inPlace(parts, pool());
    product.prepare(weights);
    return weights;
  }

  @Override
  protected void computeMatmul(HostWeights weights, HostMatrix x, int rows, HostMatrix out) {
    if (weights instanceof X64Weights packed) {
      product.compute(packed, x, rows, out);
    } else if (weights instanceof FloatWeights plain) {
      floatProduct.compute(plain, x, rows, out);
    } else {
      super.computeMatmul(weights, x, rows, out);
    }
  }

  @Override
  protected void computeGather(HostWeights table, int[] ids, int rows, HostMatrix out) {
    if (table instanceof X64Weights packed) {
      pool().run(rows, (i, worker) -> gatherRow(packed, ids[i], out, i, worker));
    } else if (table instanceof FloatWeights plain) {
      pool().run(rows, (i, worker) -> FloatProduct.gather(plain, ids[i], out, i));
    } else {
      super.computeGather(table, ids, rows, out);
    }
  }

  private void gatherRow(X64Weights table, int id, HostMatrix out, int row, int worker) {
    if (numbers[worker].length < table.columns()) {
      numbers[worker] = new float[table.columns()];
    }
    X64Weights.Part part = table.partOfRow(id);
    int inPart = id - part.firstRow();
    MemorySegment tile = part.tiles(inPart / PackedFormat.ROWS, 1, worker, unpacked.of(worker));
    PackedRow.read(part, tile, inPart, numbers[worker]);
    MemorySegment.copy(
        numbers[worker], 0, out.data(), JAVA_FLOAT, out.offset(row), table.columns());
  }

  @Override
  protected void computeStoreKv(
      VectorKv storage, int layer, HostMatrix keys, HostMatrix values, int[] slots, int rows) {
    if (!KvCalls.supports(storage.shape())) {
      super.computeStoreKv(storage, layer, keys, values, slots, rows);
      return;
    }
    byRows(
        rows,
        keys.columns() + values.columns(),
        (i, worker) -> kv.store(storage, layer, keys, values, i, slots[i]));
  }

  @Override
  protected void computeAttention(
      VectorKv storage,
      int layer,
      HostMatrix queries,
      AttentionBatch batch,
      float scale,
      HostMatrix out) {
    if (X64Attention.supports(storage.shape())) {
      attention.compute(storage, layer, queries, batch, scale, out);
    } else {
      super.computeAttention(storage, layer, queries, batch, scale, out);
    }
  }

  @Override
  protected void computeSwiglu(HostMatrix gate, HostMatrix up, int rows, HostMatrix out) {
    if (!Swiglu.supports(gate.columns())) {
      super.computeSwiglu(gate, up, rows, out);
      return;
    }
    int parts = Math.ceilDiv(gate.columns(), SWIGLU_COLUMNS);
    pool()
        .run(
            rows * parts,
            (i, worker) -> {
              int from = i % parts * SWIGLU_COLUMNS;
              int to = Math.min(from + SWIGLU_COLUMNS, gate.columns());
              swiglu.compute(gate, up, out, i / parts, from, to);
            });
  }

  @Override
  public void close() {
    super.close();
    product.close();
    floatProduct.close();
    attention.close();
    unpacked.close();
    if (code.scope().isAlive()) {
      code.close();
    }
  }
}
