package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;

/**
 * Tiles whose words hold nothing but quants, in the order of the columns: a number is {@code scale
 * * q + offset}, with one scale and one offset for 32 columns of a row.
 */
interface QuantTiles extends TileCode {
  /** How quants lie in a word. */
  Quants quants();

  /**
   * Writes the scales of all rows, and after them the offsets if quants are unsigned; signed ones
   * have none.
   *
   * @param k the first column, a multiple of 32
   * @param scales {@code [2, ROWS]}
   * @return where the words of these columns begin in the tile
   */
  long readScales(MemorySegment tile, int k, float[] scales);
}
