package seseragi.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvType;
import seseragi.kernels.host.AttentionTasks;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.host.KvBlock;
import seseragi.kernels.host.WorkerPool;

/**
 * Softmax attention in one pass over the keys and values (Milakov and Gimelshein 2018; Dao et al.
 * 2022). A task is a sequence, a key/value head and some rows: its lines, one for each row and
 * query head, share what is read. Tiles of positions are counted from the start of the sequence,
 * and each line goes through them in order, so its bits do not depend on the rows beside it.
 */
final class Attention {
  private static final int POSITIONS = AttentionCode.POSITIONS;

  /** Lines of a task, where there are as many: enough for reading to cost little. */
  private static final int LINES = 96;

  private final AttentionCode code;
  private final PanelCode panels;
  private final WorkerPool pool;
  private final WorkerPool.Task task = this::run;
  private final AttentionScratch[] scratch; // [threads]
  private final AttentionTasks tasks = new AttentionTasks();

  // the batch under way
  private VectorKv storage;
  private int layer;
  private HostMatrix queries; // [rows, heads * keySize]
  private AttentionBatch batch;
  private float scale;
  private HostMatrix out; // [rows, heads * valueSize]
  private int group; // query heads of a key/value head

  Attention(AttentionCode code, PanelCode panels, WorkerPool pool) {
    this.code = code;
    this.panels = panels;
    this.pool = pool;
    this.scratch = new AttentionScratch[pool.threads()];
    Arrays.setAll(scratch, i -> new AttentionScratch(panels.rows()));
  }

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
    this.scale = scale;
    this.out = out;
    group = queries.columns() / shape.keySize() / shape.heads();
    pool.run(tasks.plan(batch, shape.heads(), Math.max(1, LINES / group)), task);
  }

  private void run(int index, int worker) {
    int sequence = tasks.sequence(index);
    int head = tasks.head(sequence, index);
    int first = tasks.firstRow(sequence, index);
    int rows = tasks.rows(sequence, first);
    AttentionScratch s = scratch[worker];
    s.begin(rows * group, storage.shape());
    packQueries(sequence, first, rows, head, s);
    int position = batch.firstPosition(sequence) + first; // of the first row
    for (int tile = 0; tile < position + rows; tile += POSITIONS) {
      int count = Math.min(POSITIONS, position + rows - tile);
      load(sequence, head, tile, count, s);
      tile(position, tile, count, s);
    }
    finish(sequence, first, rows, head, s);
  }

  private void packQueries(int sequence, int first, int rows, int head, AttentionScratch s) {
    int size = storage.shape().keySize();
    for (int line = 0; line < rows * group; line++) {
      long row = queries.offset(batch.firstRow(sequence) + first + line / group);
      long from = row + ((long) head * group + line % group) * size * Float.BYTES;
      int to = s.interleaved(line, size);
      for (int i = 0; i < size; i++) {
        s.queries[to + i * s.width] = queries.data().get(JAVA_FLOAT, from + 4L * i);
      }
    }
  }

  /** Keys and values of a tile as panels, from one or more blocks. */
  private void load(int sequence, int head, int tile, int count, AttentionScratch s) {
    KvShape shape = storage.shape();
    int blockSize = shape.blockSize();
    for (int done = 0; done < count; ) {
      int block = batch.block(sequence, (tile + done) / blockSize);
      int within = (tile + done) % blockSize;
      int run = Math.min(count - done, blockSize - within);
      loadKeys(storage.keyOffset(block, head), within, run, done, s);
      loadValues(storage.valueOffset(block, head), within, run, done, s);
      done += run;
    }
  }

  private void loadKeys(long offset, int within, int count, int to, AttentionScratch s) {
    KvShape shape = storage.shape();
    // Whole registers are faster; what lies past the last position is not used.
    int rounded = Math.ceilDiv(count, AttentionCode.LANES) * AttentionCode.LANES;
    int run = within + rounded <= shape.blockSize() ? rounded : count;
    MemorySegment keys = storage.keys(layer);
    if (shape.type() == KvType.Q8_0) {
      loadKeyBlocks(keys, offset, within, run, to, s);
      return;
    }
    boolean half = shape.type() == KvType.F16;
    for (int i = 0; i < shape.keySize(); i++) {
      long number = (long) i * shape.blockSize() + within;
      code.copy(
          keys, offset + shape.type().bytes(1) * number, half, s.keys, i * POSITIONS + to, run);
    }
  }

  private void loadKeyBlocks(
      MemorySegment keys, long offset, int within, int run, int to, AttentionScratch s) {
    KvShape shape = storage.shape();
    for (int i = 0; i < shape.keySize(); i += KvBlock.SIZE) {
      long block = offset + (long) shape.type().bytes(i) * shape.blockSize();
      code.copy(keys, block + (long) within * KvBlock.STEP_BYTES, true, s.steps, 0, run);
      long bytes = block + (long) shape.blockSize() * KvBlock.STEP_BYTES + within;
      for (int k = 0; k < KvBlock.SIZE; k++) {
        long from = bytes + (long) k * shape.blockSize();
        code.copyBytes(keys, from, s.steps, s.keys, (i + k) * POSITIONS + to, run);
      }
    }
  }

  private void loadValues(long offset, int within, int count, int to, AttentionScratch s) {
    KvShape shape = storage.shape();
    MemorySegment values = storage.values(layer);
    int width = shape.type() == KvType.Q8_0 ? KvBlock.SIZE : PanelCode.COLUMNS;
    for (int i = 0; i < count; i++) {
      long from = offset + (within + (long) i) * storage.valueBytes();
      for (int column = 0; column < shape.valueSize(); column += width) {
        int line = column / PanelCode.COLUMNS * POSITIONS + to + i;
        int at = line * PanelCode.COLUMNS + column % PanelCode.COLUMNS;
        int run = Math.min(width, shape.valueSize() - column);
        long next = from + shape.type().bytes(column);
        switch (shape.type()) {
          case F16 -> code.copy(values, next, true, s.values, at, run);
          case F32 -> code.copy(values, next, false, s.values, at, run);
          case Q8_0 -> {
            Arrays.fill(s.steps, 0, run, Float.float16ToFloat(values.get(JAVA_SHORT, next)));
            code.copyBytes(values, next + KvBlock.STEP_BYTES, s.steps, s.values, at, run);
          }
        }
      }
    }
  }

  private void tile(int position, int tile, int count, AttentionScratch s) {
    int size = storage.shape().keySize();
    Arrays.fill(s.scores, 0, s.blocks * panels.sums(), 0);
    for (int block = 0; block < s.blocks; block++) {
      int x = block * s.width * size;
      panels.multiply(s.keys, s.queries, x, s.scores, block * panels.sums(), size);
    }
    for (int line = 0; line < s.lines; line++) {
      int valid = Math.min(POSITIONS, position + line / group + 1 - tile);
      if (valid > 0) {
        weigh(line, valid, s);
      } else {
        clear(line, s);
      }
    }
    for (int chunk = 0; chunk < s.chunks; chunk++) {
      int panel = chunk * POSITIONS * PanelCode.COLUMNS;
      System.arraycopy(s.values, panel, s.panel, 0, count * PanelCode.COLUMNS);
      for (int block = 0; block < s.blocks; block++) {
        int x = block * s.width * POSITIONS;
        int sums = (chunk * s.blocks + block) * panels.sums();
        panels.multiply(s.panel, s.weights, x, s.sums, sums, count);
      }
    }
  }

  private void weigh(int line, int valid, AttentionScratch s) {
    int at = line * POSITIONS;
    float factor = code.weigh(s.scores, at, valid, scale, s.max, s.totals, line);
    if (factor != 1) {
      for (int chunk = 0; chunk < s.chunks; chunk++) {
        code.multiply(s.sums, s.sumsOf(chunk, line), factor);
      }
    }
    int to = s.interleaved(line, POSITIONS);
    for (int i = 0; i < POSITIONS; i++) {
      s.weights[to + i * s.width] = s.scores[at + i];
    }
  }

  private static void clear(int line, AttentionScratch s) {
    int to = s.interleaved(line, POSITIONS);
    for (int i = 0; i < POSITIONS; i++) {
      s.weights[to + i * s.width] = 0;
    }
  }

  private void finish(int sequence, int first, int rows, int head, AttentionScratch s) {
    int size = storage.shape().valueSize();
    for (int line = 0; line < rows * group; line++) {
      float total = s.total(line);
      long row = out.offset(batch.firstRow(sequence) + first + line / group);
      long to = row + ((long) head * group + line % group) * size * Float.BYTES;
      for (int i = 0; i < size; i++) {
        int at = s.sumsOf(i / PanelCode.COLUMNS, line) + i % PanelCode.COLUMNS;
        out.data().set(JAVA_FLOAT, to + 4L * i, s.sums[at] / total);
      }
    }
  }
}
