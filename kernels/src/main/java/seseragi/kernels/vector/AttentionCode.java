package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;

/**
 * The parts of attention between the products. A tile is {@value #POSITIONS} positions of a
 * sequence, counted from its start whatever the batch.
 */
interface AttentionCode {
  /** Positions of a tile. */
  int POSITIONS = PanelCode.COLUMNS;

  /** Space for the partial sums of a line, one for each lane of the widest register. */
  int LANES = 16;

  /**
   * Copies numbers as f32.
   *
   * @param half whether they are stored as f16
   * @param offset in bytes
   * @param count any; but up to a register more may be read and written when {@code whole}
   */
  void copy(MemorySegment from, long offset, boolean half, float[] to, int at, int count);

  /**
   * Copies bytes as f32, each times its step.
   *
   * @param steps from 0 on, as many as bytes
   */
  void copyBytes(MemorySegment from, long offset, float[] steps, float[] to, int at, int count);

  /**
   * Turns the scores of a line into weights, {@code e^(score * scale - max)}, where max is the
   * largest so far.
   *
   * @param scores from {@code at} on a tile; those from {@code valid} on become 0
   * @param max of the tiles before, for each line; replaced by the new one
   * @param sums of weights, for each line {@value #LANES} partial ones; added to
   * @return by what earlier weights have to be multiplied: {@code e^(old max - new max)}
   */
  float weigh(float[] scores, int at, int valid, float scale, float[] max, float[] sums, int line);

  /** {@code numbers *= factor}, from {@code at} on, a panel's width. */
  void multiply(float[] numbers, int at, float factor);
}
