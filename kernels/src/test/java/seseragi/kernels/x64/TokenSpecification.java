package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

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
    float before = TokenKernel.TINY;
    float least = TokenKernel.TINY;
    for (int first = 0; first < blocks; first += PackedTokens.SEGMENT) {
      int end = Math.min(first + PackedTokens.SEGMENT, blocks);
      float most = Math.max(least, largest(x, at + 128L * first, end - first));
      least = Math.max(least, most * TokenKernel.LEAST_OF_LARGEST);
      long head = PackedTokens.block(tokens, first) - PackedTokens.headBytes(tokens);
      target.set(JAVA_FLOAT, head + PackedTokens.head(token), before / most);
      before = most;
      for (int b = first; b < end; b++) {
        block(format, x, at + 128L * b, most, b, target, tokens, token);
      }
    }
    long tail = PackedTokens.bytes(blocks, tokens) - PackedTokens.headBytes(tokens);
    target.set(JAVA_FLOAT, tail + PackedTokens.head(token), before / TokenKernel.LARGEST_UNITS);
  }

  private static float largest(MemorySegment x, long at, int blocks) {
    float most = 0;
    for (int k = 0; k < 32 * blocks; k++) {
      most = Math.max(most, Math.abs(x.get(JAVA_FLOAT_UNALIGNED, at + 4L * k)));
    }
    return most;
  }

  private static void block(
      PackedFormat format,
      MemorySegment x,
      long at,
      float most,
      int b,
      MemorySegment target,
      int tokens,
      int token) {
    long block = PackedTokens.block(tokens, b);
    int halvings = 0;
    while (halvings < 7 && Math.scalb(most, -halvings - 1) >= largest(x, at, 1)) {
      halvings++;
    }
    int shift = PackedTokens.MOST_SHIFT - halvings;
    int[] sums = new int[2];
    for (int k = 0; k < PackedFormat.BLOCK; k++) {
      float number = x.get(JAVA_FLOAT_UNALIGNED, at + 4L * k);
      int quant = (int) Math.rint(number * Math.scalb(127 / most, halvings));
      sums[k / 16] += quant;
      target.set(JAVA_BYTE, block + PackedTokens.quants(token) + k, (byte) quant);
    }
    target.set(JAVA_INT, block + PackedTokens.shift(tokens, token), shift);
    correct(format, target, block, b, tokens, token, shift, sums);
  }

  private static void correct(
      PackedFormat format,
      MemorySegment target,
      long block,
      int b,
      int tokens,
      int token,
      int shift,
      int[] sums) {
    long at = block + PackedTokens.correction(tokens, token, 0);
    int all = (sums[0] + sums[1]) << shift;
    switch (format.scales) {
      case HALF -> target.set(JAVA_INT, at, -format.offset * (sums[0] + sums[1]));
      case HALF_MIN -> target.set(JAVA_FLOAT, at, all);
      case SUPER_MIN -> {
        long pair = at + (b % 2 == 0 ? 0 : 2 - PackedTokens.blockBytes(tokens));
        target.set(JAVA_SHORT, pair, (short) Math.floorDiv(all + 8, 16));
      }
      case SUPER_HALVES -> {
        target.set(JAVA_INT, at, -format.offset * sums[0]);
        target.set(JAVA_INT, at + 4, -format.offset * sums[1]);
      }
    }
  }

  /** One quant of a packed group. */
  static int quant(MemorySegment group, int tokens, int token, int column) {
    long block = PackedTokens.block(tokens, column / 32);
    return group.get(JAVA_BYTE, block + PackedTokens.quants(token) + column % 32);
  }

  /** The number that a column of a packed group of so many columns stands for. */
  static double number(MemorySegment group, int columns, int tokens, int token, int column) {
    int blocks = columns / 32;
    long head = PackedTokens.bytes(blocks, tokens) - PackedTokens.headBytes(tokens);
    double unit = group.get(JAVA_FLOAT, head + PackedTokens.head(token));
    for (int b = (blocks - 1) / 8 * 8; b > column / 32; b -= 8) {
      head = PackedTokens.block(tokens, b) - PackedTokens.headBytes(tokens);
      unit *= group.get(JAVA_FLOAT, head + PackedTokens.head(token));
    }
    long block = PackedTokens.block(tokens, column / 32);
    int shift = group.get(JAVA_INT, block + PackedTokens.shift(tokens, token));
    return Math.scalb(unit, shift) * quant(group, tokens, token, column);
  }
}
