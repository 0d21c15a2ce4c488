package seseragi.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Blocks of 256 numbers whose parts have scales of their own ("K-quants" of GGML). In {@code Q4_K}
 * and {@code Q5_K} part {@code j} of 32 numbers is {@code d * scale[j] * q - dmin * min[j]}; in
 * {@code Q6_K} part {@code j} of 16 numbers is {@code d * scale[j] * (q - 32)}.
 */
final class SuperBlocks {
  private SuperBlocks() {}

  // d, dmin, 12 bytes of scales, 128 bytes of nibbles
  static void q4(MemorySegment data, long at, float[] out, int o) {
    for (int i = 0; i < 256; i++) {
      out[o + i] = value(data, at, i / 32, nibble(data, at + 16, i));
    }
  }

  // d, dmin, 12 bytes of scales, 32 bytes of fifth bits, 128 bytes of nibbles
  static void q5(MemorySegment data, long at, float[] out, int o) {
    for (int i = 0; i < 256; i++) {
      int high = bits(data, at + 16 + i % 32, i / 32, 1);
      out[o + i] = value(data, at, i / 32, nibble(data, at + 48, i) + 16 * high);
    }
  }

  // 128 bytes of low nibbles, 64 bytes of pairs of high bits, 16 scales (signed bytes), d
  static void q6(MemorySegment data, long at, float[] out, int o) {
    float d = Dequantizer.half(data, at + 208);
    for (int i = 0; i < 256; i++) {
      long half = i / 128;
      int part = i % 128 / 32; // of that half
      int low = bits(data, at + half * 64 + i % 64, part < 2 ? 0 : 4, 4);
      int high = bits(data, at + 128 + half * 32 + i % 32, 2 * part, 2);
      int scale = data.get(JAVA_BYTE, at + 192 + i / 16);
      out[o + i] = d * scale * (low + 16 * high - 32);
    }
  }

  private static float value(MemorySegment data, long at, int part, int q) {
    float d = Dequantizer.half(data, at);
    float dmin = Dequantizer.half(data, at + 2);
    return d * scale(data, at + 4, part) * q - dmin * min(data, at + 4, part);
  }

  // 64 numbers take 32 bytes: the first 32 in the low halves, the others in the high ones
  private static int nibble(MemorySegment data, long at, int i) {
    long pair = i / 64;
    return bits(data, at + pair * 32 + i % 32, i % 64 < 32 ? 0 : 4, 4);
  }

  // Eight scales and eight minima of 6 bits in 12 bytes: the first four of each lie in the low bits
  // of bytes 0-3 and 4-7, the others in the halves of bytes 8-11 and the high bits of the former.
  private static int scale(MemorySegment data, long at, int j) {
    return j < 4
        ? bits(data, at + j, 0, 6)
        : bits(data, at + 4 + j, 0, 4) + 16 * bits(data, at + j - 4, 6, 2);
  }

  private static int min(MemorySegment data, long at, int j) {
    return j < 4
        ? bits(data, at + 4 + j, 0, 6)
        : bits(data, at + 4 + j, 4, 4) + 16 * bits(data, at + j, 6, 2);
  }

  /** {@code count} bits of a byte, from bit {@code first} on. */
  private static int bits(MemorySegment data, long at, int first, int count) {
    return (data.get(JAVA_BYTE, at) >> first) & ((1 << count) - 1);
  }
}
