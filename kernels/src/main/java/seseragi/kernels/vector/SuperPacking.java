package seseragi.kernels.vector;

import static seseragi.kernels.vector.TileCode.UNIT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Puts blocks of 256 numbers into tiles. The scales of 6 bits become bytes, which costs 4 bytes a
 * block; all else keeps its size.
 */
final class SuperPacking {
  private static final ValueLayout.OfInt LE_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LE_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private SuperPacking() {}

  // source: d, dmin, 12 bytes of scales, 128 bytes of nibbles
  static void q4(MemorySegment source, long in, MemorySegment tile, long out) {
    header(source, in, tile, out);
    for (int part = 0; part < 8; part++) {
      nibbles(source, in + 16, part, tile, out + (5L + part * 4L) * UNIT);
    }
  }

  // source: d, dmin, 12 bytes of scales, 32 bytes of fifth bits, 128 bytes of nibbles
  static void q5(MemorySegment source, long in, MemorySegment tile, long out) {
    header(source, in, tile, out);
    for (int part = 0; part < 8; part++) {
      long at = out + (5L + part * 5L) * UNIT;
      tile.set(LE_INT, at, bits(source, in + 16, part));
      nibbles(source, in + 48, part, tile, at + UNIT);
    }
  }

  // source: 128 bytes of low nibbles, 64 bytes of pairs of high bits, 16 scales, d
  static void q6(MemorySegment source, long in, MemorySegment tile, long scale, long out) {
    Packing.half(source, in + 208, tile, scale);
    Packing.words(source, in + 192, tile, out, 4);
    for (int part = 0; part < 16; part++) {
      int quarter = part % 8 / 2; // of a half of 128 numbers
      long within = part % 2 * 16L; // first number of the part in its quarter
      long high = in + 128 + part / 8 * 32L + within;
      long low = in + part / 8 * 64L + quarter % 2 * 32L + within;
      int shift = quarter < 2 ? 0 : 4;
      long at = out + (4L + part * 3L) * UNIT;
      tile.set(
          LE_INT,
          at,
          pairs(source.get(LE_LONG, high) >>> (2 * quarter))
              | pairs(source.get(LE_LONG, high + 8) >>> (2 * quarter)) << 16);
      tile.set(LE_INT, at + UNIT, Packing.lowNibbles(source.get(LE_LONG, low) >>> shift));
      tile.set(LE_INT, at + 2 * UNIT, Packing.lowNibbles(source.get(LE_LONG, low + 8) >>> shift));
    }
  }

  // d and dmin; 8 scales and 8 minima of 6 bits: the first four of each in the low bits of bytes
  // 0-3 and 4-7, the others in the halves of bytes 8-11 and the high bits of the former
  private static void header(MemorySegment source, long in, MemorySegment tile, long out) {
    Packing.words(source, in, tile, out, 1);
    int scales = source.get(LE_INT, in + 4);
    int mins = source.get(LE_INT, in + 8);
    int halves = source.get(LE_INT, in + 12);
    tile.set(LE_INT, out + UNIT, scales & 0x3f3f3f3f);
    tile.set(LE_INT, out + 2 * UNIT, (halves & 0x0f0f0f0f) | ((scales >>> 2) & 0x30303030));
    tile.set(LE_INT, out + 3 * UNIT, mins & 0x3f3f3f3f);
    tile.set(LE_INT, out + 4 * UNIT, ((halves >>> 4) & 0x0f0f0f0f) | ((mins >>> 2) & 0x30303030));
  }

  // parts 2i and 2i + 1 are the low and high halves of the same 32 bytes
  private static void nibbles(
      MemorySegment source, long in, int part, MemorySegment tile, long out) {
    for (int unit = 0; unit < 4; unit++) {
      long quants = source.get(LE_LONG, in + part / 2 * 32L + unit * 8L);
      tile.set(LE_INT, out + (long) unit * UNIT, Packing.lowNibbles(quants >>> (part % 2 * 4)));
    }
  }

  /** Bit {@code index} of 32 bytes, in their order. */
  private static int bits(MemorySegment source, long in, int index) {
    int result = 0;
    for (int i = 0; i < 4; i++) {
      long bits = (source.get(LE_LONG, in + 8L * i) >>> index) & 0x0101010101010101L;
      int eight = (int) ((bits * 0x0102040810204080L) >>> 56); // byte i to bit i
      result |= eight << (8 * i);
    }
    return result;
  }

  /** The lowest two bits of eight bytes, in their order. */
  private static int pairs(long bytes) {
    long x = bytes & 0x0303030303030303L;
    x = (x | (x >>> 6)) & 0x000f000f000f000fL;
    x = (x | (x >>> 12)) & 0x000000ff000000ffL;
    return (int) (x | (x >>> 24)) & 0xffff;
  }
}
