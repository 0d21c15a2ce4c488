package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.host.Ranges;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.tensor.QuantType;

/**
 * {@code out = x * weights^T} for weights of plain numbers: each task multiplies some rows of them,
 * which stay in the cache of its core, with all rows of x.
 */
final class FloatProduct implements AutoCloseable {
  /** Bytes of a task's weights. */
  private static final int TASK_BYTES = 256 << 10;

  private static final int MOST_ROWS = 64;

  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final MethodHandle CALL =
      ExecutableMemory.caller(
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private final MachineCode machine;
  private final WorkerPool pool;
  private final int maxTokens;
  private final Arena arena = Arena.ofShared();
  private final Map<QuantType, Code> kernels = new EnumMap<>(QuantType.class);
  private final WorkerPool.Task task = this::multiply;
  private final Ranges tasks = new Ranges(); // of the parts

  // the product under way
  private FloatWeights weights;
  private HostMatrix x;
  private int rows;
  private HostMatrix out;

  FloatProduct(MachineCode machine, WorkerPool pool) {
    this.machine = machine;
    this.pool = pool;
    maxTokens = FloatKernel.maxTokens(wide());
  }

  private boolean wide() {
    return machine.level().wide();
  }

  /** Assembles the kernels that these weights need. */
  void prepare(FloatWeights weights) {
    for (FloatWeights.Part part : weights.parts()) {
      kernels.computeIfAbsent(part.type(), Code::new);
    }
  }

  /** The kernels of a type: for each number of tokens, for one row and for several. */
  private final class Code {
    private final MemorySegment[][] first = new MemorySegment[maxTokens + 1][FloatKernel.ROWS + 1];
    private final MemorySegment[][] later = new MemorySegment[maxTokens + 1][FloatKernel.ROWS + 1];

    Code(QuantType type) {
      for (int tokens = 1; tokens <= maxTokens; tokens++) {
        for (int rows : new int[] {1, FloatKernel.ROWS}) {
          first[tokens][rows] = load(new FloatKernel(type, tokens, rows, true, wide()));
          later[tokens][rows] = load(new FloatKernel(type, tokens, rows, false, wide()));
        }
      }
    }

    private MemorySegment load(FloatKernel kernel) {
      return machine.memory().load(kernel.assemble(), arena);
    }

    /** For weights that are still in memory, or in the cache already. */
    MemorySegment of(int tokens, int rows, boolean cached) {
      return (cached ? later : first)[tokens][rows];
    }
  }

  void compute(FloatWeights weights, HostMatrix x, int rows, HostMatrix out) {
    if (rows == 0) {
      return;
    }
    this.weights = weights;
    this.x = x;
    this.rows = rows;
    this.out = out;
    tasks.clear();
    for (int i = 0; i < weights.parts().size(); i++) {
      FloatWeights.Part part = weights.parts().get(i);
      tasks.add(Math.ceilDiv(part.rows(), rowsPerTask(part)));
    }
    pool.run(tasks.total(), task);
  }

  private static int rowsPerTask(FloatWeights.Part part) {
    int fit = (int) Math.min(MOST_ROWS, TASK_BYTES / part.rowBytes());
    return Math.max(FloatKernel.ROWS, fit / FloatKernel.ROWS * FloatKernel.ROWS);
  }

  private void multiply(int index, int worker) {
    int owner = tasks.owner(index);
    FloatWeights.Part part = weights.parts().get(owner);
    Code code = kernels.get(part.type());
    int first = (index - tasks.first(owner)) * rowsPerTask(part);
    int end = Math.min(part.rows(), first + rowsPerTask(part));
    int groups = Math.ceilDiv(rows, maxTokens);
    for (int group = 0; group < groups; group++) {
      int token = (int) ((long) rows * group / groups);
      int tokens = (int) ((long) rows * (group + 1) / groups) - token;
      for (int row = first; row < end; ) {
        int count = end - row >= FloatKernel.ROWS ? FloatKernel.ROWS : 1;
        run(code.of(tokens, count, group > 0), part, row, token);
        row += count;
      }
    }
  }

  private void run(MemorySegment code, FloatWeights.Part part, int row, int token) {
    long column = (long) (part.firstRow() + row) * Float.BYTES;
    try {
      CALL.invokeExact(
          code,
          part.address(row),
          part.rowBytes(),
          x.data().address() + x.offset(token),
          x.offset(1) - x.offset(0),
          out.data().address() + out.offset(token) + column,
          out.offset(1) - out.offset(0),
          (long) part.columns());
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }

  /** Copies a row of the weights, as f32, to row {@code to} of {@code out}. */
  static void gather(FloatWeights weights, int row, HostMatrix out, int to) {
    FloatWeights.Part part = weights.partOfRow(row);
    MemorySegment data = part.data();
    long from = (row - part.firstRow()) * part.rowBytes();
    long at = out.offset(to);
    switch (part.type()) {
      case F32 -> MemorySegment.copy(data, from, out.data(), at, part.rowBytes());
      case F16 -> {
        for (int i = 0; i < part.columns(); i++) {
          float number = Float.float16ToFloat(data.get(HALF, from + 2L * i));
          out.data().set(JAVA_FLOAT, at + 4L * i, number);
        }
      }
      case BF16 -> {
        for (int i = 0; i < part.columns(); i++) {
          float number = Float.intBitsToFloat(data.get(HALF, from + 2L * i) << 16);
          out.data().set(JAVA_FLOAT, at + 4L * i, number);
        }
      }
      default -> throw new IllegalArgumentException("not plain numbers: " + part.type());
    }
  }

  /** Gives the code back; no product may be under way. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
