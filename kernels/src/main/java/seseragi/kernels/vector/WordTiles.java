package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;

/**
 * Tiles whose words hold nothing but the columns, one after the other: quants {@code q} of numbers
 * {@code scale * q + offset}, with one scale and one offset for 32 columns of a row, or the numbers
 * themselves.
 */
interface WordTiles extends TileCode {
  /** What a word holds. */
  Words words();

  /**
   * Writes the scales of all rows, if there are any, and after them the offsets, if there are any.
   *
   * @param k the first column, a multiple of 32
   * @param scales {@code [2, ROWS]}
   * @return where the words of these columns begin in the tile
   */
  long readScales(MemorySegment tile, int k, float[] scales);
}
