package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/**
 * The product of packed weights and packed activations in plain Java, rounded where the machine
 * code rounds: its results have the same bits.
 */
final class PackedSpecification {
  private static final int[] NON_LINEAR = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private final PackedFormat format;
  private final MemorySegment tile;
  private final int blocks;
  private final MemorySegment group;
  private final int tokens;

  PackedSpecification(
      PackedFormat format, MemorySegment tile, int blocks, MemorySegment group, int tokens) {
    this.format = format;
    this.tile = tile;
    this.blocks = blocks;
    this.group = group;
    this.tokens = tokens;
  }

  /** Row {@code r} of the tile with token {@code t}. */
  float of(int r, int t) {
    float sum = 0;
    for (int block = 0; block < blocks; block++) {
      if (block % PackedTokens.SEGMENT == 0) {
        sum *= head(PackedTokens.block(tokens, block) - PackedTokens.headBytes(tokens), t);
      }
      sum = addBlock(sum, block, r, t);
      if (format.scales == PackedFormat.Scales.SUPER_MIN && block % 8 == 7) {
        sum = addMinima(sum, block - 7, r, t);
      }
    }
    return sum * head(PackedTokens.bytes(blocks, tokens) - PackedTokens.headBytes(tokens), t);
  }

  private float head(long at, int t) {
    return group.get(JAVA_FLOAT, at + PackedTokens.head(t));
  }

  private float addBlock(float before, int block, int r, int t) {
    float sum = before;
    long x = PackedTokens.block(tokens, block);
    int shift = group.get(JAVA_INT, x + PackedTokens.shift(tokens, t));
    int parts = format.sumsPerBlock();
    for (int part = 0; part < parts; part++) {
      int integer = 0;
      for (int k = part * 32 / parts; k < (part + 1) * 32 / parts; k++) {
        integer += weight(block, r, k) * TokenSpecification.quant(group, tokens, t, block * 32 + k);
      }
      sum = Math.fma((float) (integer << shift), rowScale(block, r, part), sum);
    }
    if (format.scales == PackedFormat.Scales.HALF_MIN) {
      long at = format.scales(block);
      float correction = group.get(JAVA_FLOAT, x + PackedTokens.correction(tokens, t, 0));
      sum = Math.fma(half(at + 32 + 2L * r), correction, sum);
    }
    return sum;
  }

  private float addMinima(float sum, int first, int r, int t) {
    int integer = 0;
    for (int b = 0; b < 8; b++) {
      long pair = PackedTokens.block(tokens, first + b - b % 2);
      long x = pair + PackedTokens.correction(tokens, t, 0) + 2L * (b % 2);
      int min = unsigned(format.head(first) + 64 + 32L * (b / 2) + 2L * r + b % 2);
      integer += min * group.get(JAVA_SHORT, x);
    }
    return Math.fma(-(float) (integer << 4), half(format.head(first) + 32 + 2L * r), sum);
  }

  private int weight(int block, int r, int k) {
    int g = k / 4;
    long at = format.quants(blocks, block);
    int index = 4 * r + k % 4;
    if (format.bits == 8) {
      return unsigned(at + 64L * g + index) - format.offset;
    }
    if (format.bits == 6) {
      return sixBits(at + 192L * (g / 4) + index, g % 4) - format.offset;
    }
    int quant = (unsigned(at + 64L * (g % 4) + index) >> (g < 4 ? 0 : 4)) & 15;
    if (format == PackedFormat.NON_LINEAR) {
      return NON_LINEAR[quant];
    }
    if (format.bits == 5) {
      quant |= ((unsigned(at + 256 + index) >> g) & 1) << 4;
    }
    return quant - format.offset;
  }

  private int sixBits(long at, int g) {
    return g < 3
        ? unsigned(at + 64L * g) & 63
        : unsigned(at) >> 6 | unsigned(at + 64) >> 6 << 2 | unsigned(at + 128) >> 6 << 4;
  }

  private float rowScale(int block, int r, int part) {
    long at = format.scales(block);
    return switch (format.scales) {
      case HALF, HALF_MIN -> half(at + 2L * r);
      case SUPER_MIN -> unsigned(at + r) * half(format.head(block) + 2L * r);
      case SUPER_HALVES ->
          tile.get(JAVA_BYTE, at + 16L * part + r) * half(format.head(block) + 2L * r);
    };
  }

  private int unsigned(long at) {
    return tile.get(JAVA_BYTE, at) & 0xff;
  }

  private float half(long at) {
    return Float.float16ToFloat(tile.get(JAVA_SHORT, at));
  }
}
