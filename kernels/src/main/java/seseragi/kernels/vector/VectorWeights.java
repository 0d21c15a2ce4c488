package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import seseragi.kernels.host.HostWeights;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.memory.FilePages;
import seseragi.kernels.memory.HostMemory;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/** Tiles of one or more tensors, stacked; a tile never spans two tensors. */
final class VectorWeights extends HostWeights {
  /** Of a tile that is filled before the next: it stays in the first-level cache. */
  private static final int STRIP_BYTES = 16_384;

  private final Tile[] tiles;
  private final int paddedColumns;

  private VectorWeights(int rows, int columns, int paddedColumns, Tile[] tiles) {
    super(rows, columns, List.of(tiles).stream().mapToLong(tile -> tile.data().byteSize()).sum());
    this.tiles = tiles;
    this.paddedColumns = paddedColumns;
  }

  /** Where a tile comes from. */
  private record Origin(Tensor tensor, int firstRow, int rowInTensor, int rows) {}

  static VectorWeights pack(
      List<Tensor> parts, TileFormat format, HostMemory memory, WorkerPool pool) {
    List<Origin> origins = new ArrayList<>();
    int columns = (int) parts.getFirst().columns();
    int paddedColumns = columns;
    int rows = 0;
    for (Tensor part : parts) {
      int count = (int) part.rows();
      for (int i = 0; i < count; i += TileCode.ROWS) {
        origins.add(new Origin(part, rows + i, i, Math.min(TileCode.ROWS, count - i)));
      }
      rows += count;
      int block = TileFormat.blockColumns(part.type());
      paddedColumns = Math.max(paddedColumns, Math.ceilDiv(columns, block) * block);
    }
    Tile[] tiles = new Tile[origins.size()];
    int stored = paddedColumns;
    pool.run(tiles.length, (i, worker) -> tiles[i] = tile(origins.get(i), stored, format, memory));
    parts.forEach(part -> FilePages.release(part.data()));
    return new VectorWeights(rows, columns, paddedColumns, tiles);
  }

  // Each tile has a segment of its own: so the threads fault in and clear the memory together.
  private static Tile tile(Origin origin, int stored, TileFormat format, HostMemory memory) {
    QuantType type = origin.tensor.type();
    int columns = (int) origin.tensor.columns();
    MemorySegment data = memory.allocate(TileFormat.tileBytes(type, stored));
    long rowBytes = type.bytes(columns);
    int blocks = columns / TileFormat.blockColumns(type);
    int strip = Math.max(1, STRIP_BYTES / TileFormat.blockBytes(type));
    MemorySegment source = origin.tensor.data();
    for (int first = 0; first < blocks; first += strip) {
      int count = Math.min(strip, blocks - first);
      for (int row = 0; row < origin.rows; row++) {
        long from = (origin.rowInTensor + (long) row) * rowBytes;
        Packing.blocks(type, source, from, first, count, data, row);
      }
    }
    if (columns % TileFormat.blockColumns(type) != 0) {
      for (int row = 0; row < origin.rows; row++) {
        long from = (origin.rowInTensor + (long) row) * rowBytes;
        Packing.lastNumber(type, source, from, columns, data, row);
      }
    }
    TileCode code = format.code(type);
    return new Tile(code, format.ahead(code), data, origin.firstRow, origin.rows);
  }

  /** Tiles in the order of the rows. */
  int tiles() {
    return tiles.length;
  }

  Tile tile(int index) {
    return tiles[index];
  }

  /** The tile that holds a row. */
  Tile tileOfRow(int row) {
    int low = 0;
    int high = tiles.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (tiles[middle].firstRow() <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return tiles[low];
  }

  /** Columns of the tiles: whole blocks; those past {@link #columns()} are zeros. */
  int paddedColumns() {
    return paddedColumns;
  }
}
