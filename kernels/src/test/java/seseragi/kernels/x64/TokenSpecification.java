package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/** What {@link TokenPacker} does, one number after the other: the same bits. */
final class TokenSpecification {
  private TokenSpecification() {}

  /** The arguments are those of {@link TokenPacker#pack}. */
  static void pack(
      PackedFormat format,
      MemorySegment x,
      long at,
      int blocks,
      MemorySegment target,
      int tokens,
      int token) {
    for (int b = 0; b < blocks; b++) {
      long block = (long) b * PackedTokens.blockBytes(tokens);
      float most = 0;
      for (int k = 0; k < PackedFormat.BLOCK; k++) {
        float number = x.get(JAVA_FLOAT_UNALIGNED, at + 4L * (32 * b + k));
        most = Math.max(most, Math.abs(number));
      }
      float scale = most / 127;
      float inverse = most <= TokenKernel.TINY ? 0 : 127 / most;
      int[] sums = new int[2];
      for (int k = 0; k < PackedFormat.BLOCK; k++) {
        float number = x.get(JAVA_FLOAT_UNALIGNED, at + 4L * (32 * b + k));
        int quant = (int) Math.rint(number * inverse);
        sums[k / 16] += quant;
        target.set(JAVA_BYTE, block + PackedTokens.quants(token) + k, (byte) quant);
      }
      target.set(JAVA_FLOAT, block + PackedTokens.scale(tokens, token), scale);
      long correction = block + PackedTokens.correction(tokens, token, 0);
      correct(format, target, correction, scale, sums[0], sums[1]);
    }
  }

  private static void correct(
      PackedFormat format, MemorySegment target, long at, float scale, int first, int second) {
    if (format.scales.hasMin()) {
      target.set(JAVA_FLOAT, at, scale * (first + second));
    } else if (format.sumsPerBlock() == 2) {
      target.set(JAVA_INT, at, -format.offset * first);
      target.set(JAVA_INT, at + 4, -format.offset * second);
    } else {
      target.set(JAVA_INT, at, -format.offset * (first + second));
    }
  }

  /** One quant of a packed group. */
  static int quant(MemorySegment group, int tokens, int token, int column) {
    long block = (long) (column / 32) * PackedTokens.blockBytes(tokens);
    return group.get(JAVA_BYTE, block + PackedTokens.quants(token) + column % 32);
  }
}
