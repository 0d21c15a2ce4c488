package seseragi.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static seseragi.kernels.vector.TileCode.HALVES;
import static seseragi.kernels.vector.TileCode.ROWS;
import static seseragi.kernels.vector.TileCode.UNIT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import seseragi.kernels.tensor.QuantType;

/**
 * Puts rows of a tensor into tiles: the same bits in another order. The source is laid out as in
 * GGUF; its nibbles are in two halves of a block, those of a unit are in the order of the columns.
 */
final class Packing {
  private static final ValueLayout.OfShort LE_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt LE_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LE_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int SIGNED = 0x88888888; // makes q + 8 of four bits q

  private Packing() {}

  /**
   * Puts blocks {@code first} to {@code first + count - 1} of a row into a tile.
   *
   * @param from where the row begins in {@code source}
   */
  static void blocks(
      QuantType type,
      MemorySegment source,
      long from,
      int first,
      int count,
      MemorySegment tile,
      int row) {
    long halves = (long) row * Short.BYTES;
    long words = (long) row * Integer.BYTES;
    long in = from + (long) first * sourceBytes(type);
    long out = (long) first * TileFormat.blockBytes(type);
    if (type.blockSize() == 1) {
      words(source, in, tile, out + words, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      switch (type) {
        case F32, F16, BF16 -> {}
        case Q8_0 -> q8(source, in, tile, out + halves, out + HALVES + words);
        case Q4_0 -> {
          half(source, in, tile, out + halves);
          nibbles(source, in + 2, tile, out + HALVES + words, SIGNED);
        }
        case IQ4_NL -> {
          half(source, in, tile, out + halves);
          pairs(source, in + 2, tile, out + HALVES + row);
        }
        case Q4_1 -> {
          words(source, in, tile, out + words, 1);
          nibbles(source, in + 4, tile, out + UNIT + words, 0);
        }
        case Q5_0 -> {
          half(source, in, tile, out + halves);
          words(source, in + 2, tile, out + HALVES + words, 1);
          nibbles(source, in + 6, tile, out + HALVES + UNIT + words, 0);
        }
        case Q5_1 -> {
          words(source, in, tile, out + words, 2);
          nibbles(source, in + 8, tile, out + 2 * UNIT + words, 0);
        }
        case Q4_K -> SuperPacking.q4(source, in, tile, out + words);
        case Q5_K -> SuperPacking.q5(source, in, tile, out + words);
        case Q6_K -> SuperPacking.q6(source, in, tile, out + halves, out + HALVES + words);
      }
      in += sourceBytes(type);
      out += TileFormat.blockBytes(type);
    }
  }

  /** Puts the last number of a row into a tile, where a block holds two and one is left. */
  static void lastNumber(
      QuantType type, MemorySegment source, long from, int columns, MemorySegment tile, int row) {
    long last = columns - 1L;
    long out = last / 2 * TileFormat.blockBytes(type) + (long) row * Integer.BYTES;
    tile.set(LE_INT, out, source.get(LE_SHORT, from + last * Short.BYTES) & 0xffff);
  }

  private static int sourceBytes(QuantType type) {
    return TileFormat.blockColumns(type) / type.blockSize() * type.blockBytes();
  }

  private static void q8(
      MemorySegment source, long in, MemorySegment tile, long scale, long words) {
    half(source, in, tile, scale);
    for (int i = 0; i < 8; i++) {
      tile.set(LE_INT, words + (long) i * UNIT, source.get(LE_INT, in + 2 + 4L * i));
    }
  }

  static void half(MemorySegment source, long in, MemorySegment tile, long out) {
    tile.set(LE_SHORT, out, source.get(LE_SHORT, in));
  }

  static void words(MemorySegment source, long in, MemorySegment tile, long out, int count) {
    for (int i = 0; i < count; i++) {
      tile.set(LE_INT, out + (long) i * UNIT, source.get(LE_INT, in + 4L * i));
    }
  }

  // 16 bytes: columns 0 to 15 in the low halves, 16 to 31 in the high ones; flip: of each word
  private static void nibbles(
      MemorySegment source, long in, MemorySegment tile, long out, int flip) {
    long first = source.get(LE_LONG, in);
    long second = source.get(LE_LONG, in + 8);
    tile.set(LE_INT, out, lowNibbles(first) ^ flip);
    tile.set(LE_INT, out + UNIT, lowNibbles(second) ^ flip);
    tile.set(LE_INT, out + 2 * UNIT, lowNibbles(first >>> 4) ^ flip);
    tile.set(LE_INT, out + 3 * UNIT, lowNibbles(second >>> 4) ^ flip);
  }

  // the same, two columns in a byte
  private static void pairs(MemorySegment source, long in, MemorySegment tile, long out) {
    for (int unit = 0; unit < 4; unit++) {
      long quants = source.get(LE_LONG, in + unit % 2 * 8L) >>> (unit / 2 * 4);
      int word = lowNibbles(quants);
      for (int i = 0; i < 4; i++) {
        tile.set(JAVA_BYTE, out + (unit * 4L + i) * ROWS, (byte) (word >>> (8 * i)));
      }
    }
  }

  /** The lower halves of eight bytes, in their order. */
  static int lowNibbles(long bytes) {
    long x = bytes & 0x0f0f0f0f0f0f0f0fL;
    x = (x | (x >>> 4)) & 0x00ff00ff00ff00ffL;
    x = (x | (x >>> 8)) & 0x0000ffff0000ffffL;
    return (int) (x | (x >>> 16));
  }
}
