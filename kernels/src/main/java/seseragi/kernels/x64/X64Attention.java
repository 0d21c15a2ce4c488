package seseragi.kernels.x64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.KvShape;
import seseragi.kernels.host.AttentionTasks;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.host.KvBlock;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.memory.HostMemory;
import seseragi.kernels.vector.VectorKv;

/**
 * Attention by machine code. A task is a sequence, a key/value head and some rows: its lines, one
 * for each row and query head, go through the tiles of positions in groups of up to {@link
 * AttentionLayout#LINES}. Tiles are counted from the start of the sequence, and each line goes
 * through them in order, so its bits do not depend on the rows beside it.
 */
final class X64Attention implements AutoCloseable {
  private static final int POSITIONS = AttentionLayout.POSITIONS;
  private static final int UNIT = AttentionLayout.UNIT;

  /** Lines of a task, where there are as many: enough for keys and values to stay near. */
  private static final int LINES = 96;

  /**
   * Keys and values that a group of lines goes through in one call. They stay in the second-level
   * cache until the other groups have passed; with fewer, calls cost more than reading them does.
   */
  private static final int CALL_BYTES = 128 << 10;

  private final MachineCode machine;
  private final WorkerPool pool;
  private final WorkerPool.Task task = this::run;
  private final Arena arena = Arena.ofShared();
  private final Map<AttentionLayout, AttentionCalls> calls = new HashMap<>();
  private final AttentionMemory[] memories; // [threads]
  private final MemorySegment constants;
  private final AttentionTasks tasks = new AttentionTasks();

  // the batch under way
  private VectorKv storage;
  private AttentionLayout layout;
  private AttentionCalls code;
  private int layer;
  private HostMatrix queries; // [rows, heads * keySize]
  private AttentionBatch batch;
  private HostMatrix out; // [rows, heads * valueSize]
  private int perHead; // query heads of a key/value head

  X64Attention(MachineCode machine, WorkerPool pool) {
    this.machine = machine;
    this.pool = pool;
    constants = arena.allocate(AttentionLayout.CONSTANT_BYTES, HostMemory.ALIGNMENT);
    memories = new AttentionMemory[pool.threads()];
    Arrays.setAll(memories, i -> new AttentionMemory());
  }

  /** Whether there is code for a cache of this shape. */
  static boolean supports(KvShape shape) {
    return AttentionLayout.of(shape).supported();
  }

  /** Attention over a cache whose shape is {@linkplain #supports supported}. */
  void compute(
      VectorKv storage,
      int layer,
      HostMatrix queries,
      AttentionBatch batch,
      float scale,
      HostMatrix out) {
    KvShape shape = storage.shape();
    this.storage = storage;
    this.layer = layer;
    this.queries = queries;
    this.batch = batch;
    this.out = out;
    layout = AttentionLayout.of(shape);
    code = calls.computeIfAbsent(layout, key -> new AttentionCalls(machine, key, arena));
    constants.copyFrom(MemorySegment.ofArray(AttentionLayout.constants(scale)));
    perHead = queries.columns() / shape.keySize() / shape.heads();
    pool.run(tasks.plan(batch, shape.heads(), Math.max(1, LINES / perHead)), task);
  }

  private void run(int index, int worker) {
    int sequence = tasks.sequence(index);
    int head = tasks.head(sequence, index);
    int first = tasks.firstRow(sequence, index);
    int rows = tasks.rows(sequence, first);
    int position = batch.firstPosition(sequence) + first; // of the first row
    int lines = rows * perHead;
    int groups = Math.ceilDiv(lines, AttentionLayout.LINES);
    int tiles = Math.ceilDiv(position + rows, POSITIONS);
    AttentionMemory memory = memories[worker];
    memory.begin(layout, lines, groups, tiles);
    copyQueries(sequence, first, rows, head, memory);
    findUnits(sequence, head, position + rows, memory);
    int step = groups == 1 ? tiles : Math.max(1, CALL_BYTES / layout.tileBytes());
    for (int tile = 0; tile < tiles; tile += step) {
      for (int group = 0; group < groups; group++) {
        attend(position, lines, group, groups, tile, Math.min(tiles, tile + step), memory);
      }
    }
    finish(sequence, first, lines, groups, head, memory);
  }

  private void copyQueries(int sequence, int first, int rows, int head, AttentionMemory memory) {
    long bytes = (long) perHead * layout.keySize() * Float.BYTES; // of a row, all its lines
    for (int row = 0; row < rows; row++) {
      long from = queries.offset(batch.firstRow(sequence) + first + row) + head * bytes;
      MemorySegment.copy(queries.data(), from, memory.queries(), row * bytes, bytes);
    }
  }

  private void findUnits(int sequence, int head, int positions, AttentionMemory memory) {
    int keyBytes = layout.numberBytes(); // from a position to the next
    int valueBytes = layout.valueBytes();
    long keys = storage.keys(layer).address();
    long values = storage.values(layer).address();
    int units = (Math.ceilDiv(positions, POSITIONS) + 1) * AttentionLayout.UNITS;
    for (int unit = 0; unit < units; unit++) {
      int position = Math.min(unit, (positions - 1) / UNIT) * UNIT;
      int block = batch.block(sequence, position / layout.blockSize());
      int within = position % layout.blockSize();
      long first = keys + storage.keyOffset(block, head);
      memory.setUnit(
          unit,
          first + layout.stepBytes() + (long) within * keyBytes,
          values + storage.valueOffset(block, head) + (long) within * valueBytes,
          first + (long) within * KvBlock.STEP_BYTES);
    }
  }

  /** A group of lines goes through some tiles, as far as its rows reach. */
  private void attend(
      int position, int lines, int group, int groups, int from, int to, AttentionMemory memory) {
    int first = lines * group / groups;
    int count = lines * (group + 1) / groups - first;
    int all = position + first / perHead + 1; // positions that all lines see
    int most = position + (first + count - 1) / perHead + 1; // that any line sees
    int end = Math.min(to, Math.ceilDiv(most, POSITIONS));
    long x = memory.queries().address() + (long) first * layout.keySize() * Float.BYTES;
    for (int tile = from; tile < end; ) {
      int whole = Math.min(end, all / POSITIONS) - tile;
      boolean limited = whole <= 0;
      int tiles = limited ? 1 : whole;
      int start = tile * POSITIONS;
      for (int i = 0; limited && i < count; i++) {
        memory.setLimit(i, position + (first + i) / perHead - start);
      }
      code.attend(
          count,
          x,
          memory.state(group),
          memory.units(tile),
          tiles,
          memory.scratch(),
          limited ? memory.limits() : 0,
          limited ? Math.min(POSITIONS, most - start) : POSITIONS,
          constants.address());
      tile += tiles;
    }
  }

  private void finish(
      int sequence, int firstRow, int lines, int groups, int head, AttentionMemory memory) {
    for (int group = 0; group < groups; group++) {
      int first = lines * group / groups;
      int count = lines * (group + 1) / groups - first;
      for (int i = 0; i < count; i++) {
        int line = first + i;
        int row = batch.firstRow(sequence) + firstRow + line / perHead;
        long column = ((long) head * perHead + line % perHead) * layout.valueSize();
        code.finish(
            memory.state(group) + (long) i * AttentionLayout.SUM_BYTES,
            memory.state(group) + layout.valuesOf(i),
            out.data().address() + out.offset(row) + column * Float.BYTES);
      }
    }
  }

  /** Gives code and memory back; no attention may be under way. */
  @Override
  public void close() {
    for (AttentionMemory memory : memories) {
      memory.close();
    }
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
