package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import seseragi.kernels.tensor.Tensor;

/**
 * Brings one tile of a tensor from the layout of its file into that of {@link PackedFormat}. Rows
 * past the end of the tensor become zeros. One packer per thread.
 *
 * <p>A tile is done in chunks of columns: the bytes of its rows are copied to the heap, rearranged
 * there four at a time, and copied to their places.
 */
final class Packer {
  /** Blocks of 32 columns in a chunk; whole super-blocks. */
  private static final int CHUNK = 2 * PackedFormat.SUPER;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final PackedFormat format;
  private final MemorySegment source;
  private final long rows;
  private final long rowBytes;
  private final int blocks;
  private final int storedStride; // bytes of a row's chunk
  private final byte[] stored; // [rows of the tile, storedStride]
  private final int[] quants; // of a chunk, as they go to memory
  private final byte[] scales; // of a chunk, as they go to memory
  private final byte[] supers; // of a chunk, as they go to memory
  private final QuantPacking quantPacking;
  private final ScalePacking scalePacking;

  Packer(PackedFormat format, Tensor tensor) {
    this.format = format;
    source = tensor.data();
    rows = tensor.rows();
    rowBytes = tensor.type().bytes(tensor.columns());
    blocks = Math.toIntExact(tensor.columns() / PackedFormat.BLOCK);
    int most = Math.min(CHUNK, blocks);
    storedStride = storedBytes(most);
    stored = new byte[PackedFormat.ROWS * storedStride];
    quants = new int[most * format.quantBytes() / Integer.BYTES];
    scales = new byte[most * format.scales.blockBytes];
    supers = new byte[most / PackedFormat.SUPER * format.scales.superBytes];
    quantPacking = new QuantPacking(format, stored, storedStride, quants);
    scalePacking = new ScalePacking(format, stored, storedStride, scales, supers);
  }

  private int storedBytes(int count) {
    return Math.toIntExact(format.type.bytes((long) count * PackedFormat.BLOCK));
  }

  /** Packs rows {@code 16 * tile} on into {@code target}, which holds just this tile. */
  void pack(long tile, MemorySegment target) {
    int count = (int) Math.min(PackedFormat.ROWS, rows - tile * PackedFormat.ROWS);
    if (count < PackedFormat.ROWS) {
      Arrays.fill(quants, 0);
      Arrays.fill(scales, (byte) 0);
      Arrays.fill(supers, (byte) 0);
    }
    for (int first = 0; first < blocks; first += CHUNK) {
      int chunk = Math.min(CHUNK, blocks - first);
      for (int r = 0; r < count; r++) {
        long from = (tile * PackedFormat.ROWS + r) * rowBytes + storedBytes(first);
        MemorySegment.copy(source, JAVA_BYTE, from, stored, r * storedStride, storedBytes(chunk));
      }
      quantPacking.pack(count, chunk);
      scalePacking.pack(count, chunk);
      write(first, chunk, target);
    }
  }

  /** One segment after the other. */
  private void write(int first, int chunk, MemorySegment target) {
    int quantBytes = format.quantBytes();
    int blockBytes = format.scales.blockBytes;
    int superBytes = format.scales.superBytes;
    for (int from = 0; from < chunk; from += PackedFormat.SUPER) {
      int block = first + from;
      int count = Math.min(PackedFormat.SUPER, chunk - from);
      long head = format.head(block);
      int supersAt = from / PackedFormat.SUPER * superBytes;
      MemorySegment.copy(supers, supersAt, target, JAVA_BYTE, head, superBytes);
      long scalesAt = format.scales(block);
      MemorySegment.copy(
          scales, from * blockBytes, target, JAVA_BYTE, scalesAt, count * blockBytes);
      long scalesEnd = scalesAt + (long) count * blockBytes;
      long quantsAt = format.quants(blocks, block);
      target.asSlice(scalesEnd, quantsAt - scalesEnd).fill((byte) 0);
      int ints = quantBytes / Integer.BYTES;
      MemorySegment.copy(quants, from * ints, target, INT, quantsAt, count * ints);
    }
  }
}
