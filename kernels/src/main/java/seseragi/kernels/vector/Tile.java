package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Up to 64 rows of a matrix, all columns.
 *
 * @param code that reads the data
 * @param ahead that unpacks it beside a product, if there is such code
 * @param data blocks of all 64 rows; rows past {@code rows} are zeros
 * @param firstRow in the matrix
 * @param rows that belong to the matrix
 */
record Tile(TileCode code, Optional<AheadCode> ahead, MemorySegment data, int firstRow, int rows) {}
