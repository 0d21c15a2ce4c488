package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** One row of a packed tensor as numbers again, bit for bit those of the file. */
final class PackedRow {
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private PackedRow() {}

  /** Writes all columns of row {@code row} of the tensor, which is in this tile, to {@code out}. */
  static void read(X64Weights.Part part, MemorySegment tile, int row, float[] out) {
    int lane = row % PackedFormat.ROWS;
    for (int block = 0; block < part.blocks(); block++) {
      block(part, tile, lane, block, out);
    }
  }

  private static void block(
      X64Weights.Part part, MemorySegment tile, int lane, int block, float[] out) {
    PackedFormat format = part.format();
    long scales = format.scales(block);
    long supers = format.head(block);
    long quants = format.quants(part.blocks(), block);
    for (int k = 0; k < PackedFormat.BLOCK; k++) {
      int q = format.value(code(format, tile, quants, lane, k)) - format.offset;
      out[block * PackedFormat.BLOCK + k] =
          switch (format.scales) {
            case HALF -> half(tile, scales + 2L * lane) * q;
            case HALF_MIN ->
                q * half(tile, scales + 2L * lane) + half(tile, scales + 32 + 2L * lane);
            case SUPER_MIN ->
                half(tile, supers + 2L * lane) * unsigned(tile, scales + lane) * q
                    - half(tile, supers + PackedFormat.D_MIN + 2L * lane)
                        * min(tile, supers, lane, block);
            case SUPER_HALVES ->
                half(tile, supers + 2L * lane)
                    * tile.get(JAVA_BYTE, scales + lane + (k < 16 ? 0 : 16))
                    * q;
          };
    }
  }

  /** The stored bits of column {@code k} of a block. */
  private static int code(PackedFormat format, MemorySegment tile, long quants, int lane, int k) {
    int group = k / 4;
    long at = quants + 4L * lane + k % 4;
    if (format.bits == 8) {
      return unsigned(tile, at + 64L * group);
    }
    if (format.bits == 6) {
      return sixBits(tile, at + 192L * (group / 4), group % 4);
    }
    int low = (unsigned(tile, at + 64L * (group % 4)) >> (group < 4 ? 0 : 4)) & 15;
    return format.bits == 5 ? low | (((unsigned(tile, at + 256) >> group) & 1) << 4) : low;
  }

  private static int sixBits(MemorySegment tile, long at, int group) {
    if (group < 3) {
      return unsigned(tile, at + 64L * group) & 63;
    }
    int code = 0;
    for (int i = 0; i < 3; i++) {
      code |= unsigned(tile, at + 64L * i) >> 6 << (2 * i);
    }
    return code;
  }

  private static int min(MemorySegment tile, long supers, int lane, int block) {
    int inSuper = block % PackedFormat.SUPER;
    long pair = supers + PackedFormat.MINIMA + (long) PackedFormat.PAIR_BYTES * (inSuper / 2);
    return unsigned(tile, pair + 2L * lane + block % 2);
  }

  private static int unsigned(MemorySegment data, long at) {
    return data.get(JAVA_BYTE, at) & 0xff;
  }

  private static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(HALF, at));
  }
}
