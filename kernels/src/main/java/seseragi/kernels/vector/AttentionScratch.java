package seseragi.kernels.vector;

import java.util.Arrays;
import seseragi.kernels.KvShape;

/** What one thread needs for a task of attention; grows, and is reused. */
final class AttentionScratch {
  private static final int POSITIONS = AttentionCode.POSITIONS;

  final int width; // lines that are multiplied together
  int lines; // of the task: rows times query heads of a group
  int blocks; // of that many lines
  int chunks; // of 64 columns of a value
  float[] queries = new float[0]; // [blocks, keySize, width]
  float[] keys = new float[0]; // [keySize, POSITIONS]
  float[] values = new float[0]; // [chunks, POSITIONS, 64]
  float[] scores = new float[0]; // [blocks, width, POSITIONS]
  float[] weights = new float[0]; // [blocks, POSITIONS, width]
  float[] sums = new float[0]; // [chunks, blocks, width, 64]
  float[] max = new float[0]; // [lines]
  float[] totals = new float[0]; // [lines, LANES]
  final float[] steps = new float[POSITIONS]; // of bytes, for each number of a run
  final float[] panel = new float[POSITIONS * PanelCode.COLUMNS]; // values of one chunk

  AttentionScratch(int width) {
    this.width = width;
  }

  /** Makes room, and clears what adds up. */
  void begin(int lines, KvShape shape) {
    this.lines = lines;
    blocks = Math.ceilDiv(lines, width);
    chunks = Math.ceilDiv(shape.valueSize(), PanelCode.COLUMNS);
    queries = cleared(queries, blocks * width * shape.keySize(), 0);
    keys = atLeast(keys, shape.keySize() * POSITIONS);
    values = atLeast(values, chunks * POSITIONS * PanelCode.COLUMNS);
    scores = atLeast(scores, blocks * width * PanelCode.COLUMNS);
    weights = cleared(weights, blocks * width * POSITIONS, 0);
    sums = cleared(sums, chunks * blocks * width * PanelCode.COLUMNS, 0);
    max = cleared(max, lines, Float.NEGATIVE_INFINITY);
    totals = cleared(totals, lines * AttentionCode.LANES, 0);
  }

  private static float[] atLeast(float[] numbers, int size) {
    return numbers.length < size ? new float[size] : numbers;
  }

  private static float[] cleared(float[] numbers, int size, float value) {
    float[] result = atLeast(numbers, size);
    Arrays.fill(result, 0, size, value);
    return result;
  }

  /** Where the sums of a line begin, for a chunk of the value's columns. */
  int sumsOf(int chunk, int line) {
    return chunk * blocks * width * PanelCode.COLUMNS + line * PanelCode.COLUMNS;
  }

  /** Where a line of {@code [blocks, size, width]} begins; its numbers are {@link #width} apart. */
  int interleaved(int line, int size) {
    return line / width * width * size + line % width;
  }

  /** Sum of the weights of a line, its parts added in order. */
  float total(int line) {
    float total = 0;
    for (int i = 0; i < AttentionCode.LANES; i++) {
      total += totals[line * AttentionCode.LANES + i];
    }
    return total;
  }
}
