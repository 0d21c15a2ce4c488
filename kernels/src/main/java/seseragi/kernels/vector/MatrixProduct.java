package seseragi.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.host.WorkerPool;

/**
 * {@code out = x * weights^T}, tile by tile: a few columns of a tile are dequantised into a panel
 * that stays in the cache, and multiplied with all rows of {@code x}.
 */
final class MatrixProduct {
  /** Columns of a panel: with 64 rows 32 KB, which leaves room in a first-level cache. */
  private static final int PANEL_COLUMNS = AheadCode.COLUMNS;

  /** Most rows of x in one pass over a tile; their sums (96 KB) stay in the second-level cache. */
  private static final int PASS_ROWS = 384; // whole groups of six and of eight

  /** Blocks of rows beside which a panel is filled. */
  private static final int FILLERS = PANEL_COLUMNS / AheadCode.UNPACKED;

  private static final int LINE = 64; // bytes that memory brings at once

  private final PanelCode panels;
  private final int group; // rows of x that a panel is multiplied with at a time
  private final WorkerPool pool;
  private final Scratch[] scratch; // [threads]
  private final WorkerPool.Task multiply = this::multiply;
  private final WorkerPool.Task pack = this::packBlock;
  private float[] packed = new float[0]; // x: [rows / group, columns, group], or one row as it is

  // the product under way
  private VectorWeights weights;
  private HostMatrix x;
  private HostMatrix out;
  private int rows;
  private int columns; // of the packed x

  private static final class Scratch {
    float[] panel = new float[PANEL_COLUMNS * PanelCode.COLUMNS];
    float[] next = new float[PANEL_COLUMNS * PanelCode.COLUMNS];
    final float[] scales = new float[TileCode.SCALES];
    final float[] sums = new float[PASS_ROWS * PanelCode.COLUMNS];

    // What was read to bring memory near. Nobody asks for it, but without it nothing would be read.
    @SuppressWarnings("UnusedVariable")
    int touched;

    void turn() {
      float[] filled = next;
      next = panel;
      panel = filled;
    }
  }

  MatrixProduct(PanelCode panels, WorkerPool pool) {
    this.panels = panels;
    this.group = panels.rows();
    this.pool = pool;
    this.scratch = new Scratch[pool.threads()];
    Arrays.setAll(scratch, i -> new Scratch());
  }

  void compute(VectorWeights weights, HostMatrix x, int rows, HostMatrix out) {
    if (rows == 0) {
      return;
    }
    this.weights = weights;
    this.x = x;
    this.out = out;
    this.rows = rows;
    this.columns = weights.paddedColumns();
    packRows();
    pool.run(weights.tiles(), multiply);
  }

  private void multiply(int index, int worker) {
    Tile tile = weights.tile(index);
    if (rows == 1) {
      oneRow(tile, scratch[worker]);
      return;
    }
    int passes = Math.ceilDiv(rows, PASS_ROWS); // of about the same size
    int perPass = Math.ceilDiv(Math.ceilDiv(rows, passes), group) * group;
    for (int first = 0; first < rows; first += perPass) {
      pass(tile, first, Math.min(perPass, rows - first), scratch[worker]);
    }
  }

  private void packRows() {
    int blocks = Math.ceilDiv(rows, group);
    int size = rows == 1 ? columns : Math.multiplyExact(blocks * group, columns);
    if (packed.length < size) {
      packed = new float[size];
    }
    if (rows == 1) {
      x.read(0, packed, 0);
      Arrays.fill(packed, x.columns(), columns, 0);
    } else {
      pool.run(blocks, pack);
    }
  }

  private void packBlock(int block, int worker) {
    int first = block * group;
    for (int i = 0; i < group; i++) {
      int at = first * columns + i;
      int present = first + i < rows ? x.columns() : 0;
      if (present > 0) {
        interleave(x.data(), x.offset(first + i), present, packed, at);
      }
      for (int k = present; k < columns; k++) {
        packed[at + k * group] = 0;
      }
    }
  }

  private void interleave(MemorySegment from, long offset, int count, float[] to, int first) {
    for (int k = 0; k < count; k++) {
      to[first + k * group] = from.get(JAVA_FLOAT, offset + 4L * k);
    }
  }

  private void oneRow(Tile tile, Scratch scratch) {
    Arrays.fill(scratch.sums, 0, PanelCode.COLUMNS, 0);
    tile.code().multiply(tile.data(), columns, packed, scratch.sums, scratch.scales);
    store(scratch.sums, 0, tile, 0);
  }

  private void pass(Tile tile, int first, int rows, Scratch scratch) {
    int blocks = Math.ceilDiv(rows, group);
    Arrays.fill(scratch.sums, 0, blocks * panels.sums(), 0);
    boolean filled = false;
    for (int k = 0; k < columns; k += PANEL_COLUMNS) {
      if (!filled) {
        fillPanel(tile, k, scratch);
      }
      filled = canFillNext(tile, k, blocks);
      int block = filled ? multiplyAndFillNext(tile, first, k, scratch) : 0;
      int count = Math.min(PANEL_COLUMNS, columns - k);
      for (; block < blocks; block++) {
        int at = (first + block * group) * columns + k * group;
        panels.multiply(scratch.panel, packed, at, scratch.sums, block * panels.sums(), count);
      }
      if (filled) {
        scratch.turn();
      }
    }
    for (int i = 0; i < rows; i++) {
      store(scratch.sums, i * PanelCode.COLUMNS, tile, first + i);
    }
  }

  private void fillPanel(Tile tile, int k, Scratch scratch) {
    int count = Math.min(PANEL_COLUMNS, columns - k);
    scratch.touched += touch(tile.data(), k, k + count);
    tile.code().dequantize(tile.data(), k, count, scratch.panel, scratch.scales);
  }

  private boolean canFillNext(Tile tile, int k, int blocks) {
    return tile.ahead().isPresent() && blocks >= FILLERS && k + 2 * PANEL_COLUMNS <= columns;
  }

  /** Multiplies the first blocks of rows, beside which the next panel is filled; how many. */
  private int multiplyAndFillNext(Tile tile, int first, int k, Scratch scratch) {
    AheadCode code = tile.ahead().orElseThrow();
    for (int block = 0; block < FILLERS; block++) {
      int at = (first + block * group) * columns + k * group;
      int next = k + PANEL_COLUMNS + block * AheadCode.UNPACKED;
      code.multiply(
          scratch.panel,
          packed,
          at,
          scratch.sums,
          block * panels.sums(),
          tile,
          next,
          scratch.next,
          scratch.scales);
    }
    return FILLERS;
  }

  /**
   * Reads a byte of every line of some columns. The processor does not fetch ahead while it works
   * on a panel, and dequantising is too slow to ask for enough of its lines at once.
   */
  private int touch(MemorySegment tile, int first, int end) {
    long from = tile.byteSize() * first / columns;
    long to = tile.byteSize() * end / columns;
    int sum = 0;
    for (long at = from; at < to; at += LINE) {
      sum += tile.get(JAVA_BYTE, at);
    }
    return sum;
  }

  private void store(float[] sums, int at, Tile tile, int row) {
    long offset = out.offset(row) + (long) tile.firstRow() * Float.BYTES;
    MemorySegment.copy(sums, at, out.data(), JAVA_FLOAT, offset, tile.rows());
  }

  /** Writes one row of the weights as f32 numbers. */
  void gather(VectorWeights weights, int row, HostMatrix out, int outRow, int worker) {
    Tile tile = weights.tileOfRow(row);
    float[] panel = scratch[worker].panel;
    int lane = row - tile.firstRow();
    for (int k = 0; k < weights.columns(); k += PANEL_COLUMNS) {
      int count = Math.min(PANEL_COLUMNS, weights.paddedColumns() - k);
      tile.code().dequantize(tile.data(), k, count, panel, scratch[worker].scales);
      copyLane(panel, lane, Math.min(count, weights.columns() - k), out, outRow, k);
    }
  }

  /** Writes all rows of a tile as f32 numbers. */
  void unpack(VectorWeights weights, Tile tile, HostMatrix out, int worker) {
    Scratch s = scratch[worker];
    for (int k = 0; k < weights.columns(); k += PANEL_COLUMNS) {
      int count = Math.min(PANEL_COLUMNS, weights.paddedColumns() - k);
      tile.code().dequantize(tile.data(), k, count, s.panel, s.scales);
      for (int row = 0; row < tile.rows(); row++) {
        copyLane(
            s.panel, row, Math.min(count, weights.columns() - k), out, tile.firstRow() + row, k);
      }
    }
  }

  private static void copyLane(
      float[] panel, int lane, int count, HostMatrix out, int row, int column) {
    long offset = out.offset(row) + (long) column * Float.BYTES;
    for (int i = 0; i < count; i++) {
      out.data().set(JAVA_FLOAT, offset + 4L * i, panel[i * PanelCode.COLUMNS + lane]);
    }
  }
}
