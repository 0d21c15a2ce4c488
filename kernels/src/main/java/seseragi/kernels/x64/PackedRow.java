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
    long scales = format.scaleOffset(part.blocks()) + (long) block * format.scales.blockBytes;
    long supers =
        format.superOffset(part.blocks())
            + (long) (block / PackedFormat.SUPER) * format.scales.superBytes;
    long quants = (long) block * format.quantBytes();
    int first = block * PackedFormat.BLOCK;
    for (int half = 0; half < 2; half++) {
      float scale = scale(format.scales, tile, lane, scales, supers, half);
      float min = min(format.scales, tile, lane, scales, supers);
      for (int k = half * 16; k < half * 16 + 16; k++) {
        int q = format.value(code(format, tile, quants, lane, k)) - format.offset;
        out[first + k] = format.scales.hasMin() ? scale * q + min : scale * q;
      }
    }
  }

  private static float scale(
      PackedFormat.Scales kind, MemorySegment tile, int lane, long scales, long supers, int half) {
    return switch (kind) {
      case HALF, HALF_MIN -> half(tile, scales + 2L * lane);
      case SUPER_MIN -> half(tile, supers + 2L * lane) * unsigned(tile, scales + lane);
      case SUPER_HALVES ->
          half(tile, supers + 2L * lane) * tile.get(JAVA_BYTE, scales + lane + 16L * half);
    };
  }

  private static float min(
      PackedFormat.Scales kind, MemorySegment tile, int lane, long scales, long supers) {
    return switch (kind) {
      case HALF, SUPER_HALVES -> 0;
      case HALF_MIN -> half(tile, scales + 32 + 2L * lane);
      case SUPER_MIN -> -(half(tile, supers + 32 + 2L * lane) * unsigned(tile, scales + 16 + lane));
    };
  }

  /** The stored bits of column {@code k} of a block. */
  private static int code(PackedFormat format, MemorySegment tile, long quants, int lane, int k) {
    int group = k / 4;
    long at = quants + 4L * lane + k % 4;
    if (format.bits == 8) {
      return unsigned(tile, at + 64L * group);
    }
    int low = (unsigned(tile, at + 64L * (group % 4)) >> (group < 4 ? 0 : 4)) & 15;
    return switch (format.bits) {
      case 5 -> low | (((unsigned(tile, at + 256) >> group) & 1) << 4);
      case 6 ->
          low | (((unsigned(tile, at + 256 + 64L * (group / 4)) >> (2 * (group % 4))) & 3) << 4);
      default -> low;
    };
  }

  private static int unsigned(MemorySegment data, long at) {
    return data.get(JAVA_BYTE, at) & 0xff;
  }

  private static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(HALF, at));
  }
}
