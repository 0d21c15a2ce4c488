package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;

/**
 * How one type of weights is read from a tile: {@value #ROWS} rows of a matrix, all columns. A tile
 * is a sequence of blocks of columns; in a block a unit holds one 32-bit word of every row, row
 * after row, so a register filled from it has a row in each lane. Scales of all rows stand in front
 * of their block.
 *
 * <p>A quant {@code q} of n bits becomes a number without a table, exactly, in one of two ways. Its
 * bits go to the top of a word that is converted, {@code f = q * 2^(32 - n)}, or to the top of the
 * mantissa of a float in [1, 2), {@code f = 1 + q / 2^n}, which needs no conversion. As scales have
 * 11 bits, {@code f * (d / 2^(32 - n))} and {@code f * (2^n * d) - (2^n + c) * d = (q - c) * d} are
 * exact too, the latter with one fused multiply-add.
 *
 * <p>A product with one row is bound by memory, and memory is fetched ahead only by the processor
 * itself: it does so when the lines are read in their order, not by a burst of loads in front of
 * much arithmetic that waits for them. Hence the shape of {@code multiply}: four registers of rows
 * side by side (all 64 rows where a register holds 16), a tile from its first byte to its last,
 * sums in registers, the word read again for every column, scales read a block ahead (where it is
 * so; Q4_K goes block by block, F16 and the other types still register by register). The loops call
 * the Vector API itself: the compiler does not inline methods of ours into code this long.
 */
interface TileCode {
  /** Rows of a tile. */
  int ROWS = 64;

  /** Bytes of a unit. */
  int UNIT = ROWS * Integer.BYTES;

  /** Bytes of a half-precision number for each row. */
  int HALVES = ROWS * Short.BYTES;

  /** Numbers that a call may keep while it works. */
  int SCALES = 2 * ROWS;

  /**
   * Writes the columns {@code k} to {@code k + count - 1} of a tile as f32 numbers.
   *
   * @param k a multiple of 32
   * @param count a multiple of 32, or what is left of the columns, rounded up to whole blocks
   * @param panel {@code [count, ROWS]}
   * @param scales space for {@value #SCALES} numbers
   */
  void dequantize(MemorySegment tile, int k, int count, float[] panel, float[] scales);

  /**
   * Multiplies a tile with one row: {@code sums[r] += w[r, k] * x[k]}, in the order of {@code k}.
   * The same bits as from a panel, but the numbers never leave the registers.
   *
   * @param columns of the tile, whole blocks
   * @param x {@code [columns]}
   * @param sums {@code [ROWS]}
   * @param scales space for {@value #SCALES} numbers
   */
  void multiply(MemorySegment tile, int columns, float[] x, float[] sums, float[] scales);
}
