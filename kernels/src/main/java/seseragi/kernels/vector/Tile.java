package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;

/**
 * Up to 64 rows of a matrix, all columns.
 *
 * @param code that reads the data
 * @param data blocks of all 64 rows; rows past {@code rows} are zeros
 * @param firstRow in the matrix
 * @param rows that belong to the matrix
 */
record Tile(TileCode code, MemorySegment data, int firstRow, int rows) {}
