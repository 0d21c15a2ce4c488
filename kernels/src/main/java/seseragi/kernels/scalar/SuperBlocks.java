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
      int high = data.get(JAVA_BYTE, at + 16 + i % 32) >> i / 32 & 1;
      out[o + i] = value(data, at, i / 32, nibble(data, at + 48, i) | high << 4);
    }
  }

  // 128 bytes of low nibbles, 64 bytes of pairs of high bits, 16 scales (signed bytes), d
  static void q6(MemorySegment data, long at, float[] out, int o) {
    float d = Dequantizer.half(data, at + 208);
    for (int i = 0; i < 256; i++) {
      int part = i % 128 / 32; // of a half of 128 numbers
      int low = data.get(JAVA_BYTE, at + i / 128 * 64 + i % 64) >> (part < 2 ? 0 : 4) & 15;
      int high = data.get(JAVA_BYTE, at + 128 + i / 128 * 32 + i % 32) >> 2 * part & 3;
      int scale = data.get(JAVA_BYTE, at + 192 + i / 16);
      out[o + i] = d * scale * ((low | high << 4) - 32);
    }
  }

  private static float value(MemorySegment data, long at, int part, int q) {
    float d = Dequantizer.half(data, at);
    float dmin = Dequantizer.half(data, at + 2);
    return d * scale(data, at + 4, part) * q - dmin * min(data, at + 4, part);
  }

  // 64 numbers take 32 bytes: the first 32 in the low halves, the others in the high ones
  private static int nibble(MemorySegment data, long at, int i) {
    return data.get(JAVA_BYTE, at + i / 64 * 32 + i % 32) >> (i % 64 < 32 ? 0 : 4) & 15;
  }

  // Eight scales and eight minima of 6 bits in 12 bytes: the first four of each lie in the low bits
  // of bytes 0-3 and 4-7, the others in the halves of bytes 8-11 and the high bits of the former.
  private static int scale(MemorySegment data, long at, int j) {
    return j < 4
        ? data.get(JAVA_BYTE, at + j) & 63
        : data.get(JAVA_BYTE, at + 4 + j) & 15 | data.get(JAVA_BYTE, at + j - 4) >> 2 & 48;
  }

  private static int min(MemorySegment data, long at, int j) {
    return j < 4
        ? data.get(JAVA_BYTE, at + 4 + j) & 63
        : data.get(JAVA_BYTE, at + 4 + j) >> 4 & 15 | data.get(JAVA_BYTE, at + j) >> 2 & 48;
  }
}
