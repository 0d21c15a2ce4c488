package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Activations as signed bytes: in blocks of 32 with a scale each, {@code x = scale * q} with {@code
 * q} from -127 to 127, rounded to nearest even. A row's result depends on that row alone.
 */
final class TokenPacker {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

  /** Adding it to a small f32 rounds to an integer, half to even, in the low bits. */
  private static final float ROUND = 0x1.8p23f;

  private TokenPacker() {}

  /**
   * Packs one token of a group.
   *
   * @param x bytes of f32 numbers, a row from {@code at} on
   * @param blocks of 32 columns
   * @param target the group, in the layout of {@link PackedTokens}
   * @param tokens in the group
   * @param token which of them
   */
  static void pack(
      PackedFormat format,
      MemorySegment x,
      long at,
      int blocks,
      MemorySegment target,
      int tokens,
      int token) {
    long block = 0;
    for (int b = 0; b < blocks; b++, block += PackedTokens.blockBytes(tokens)) {
      long from = at + (long) b * PackedFormat.BLOCK * Float.BYTES;
      FloatVector low = FloatVector.fromMemorySegment(FLOATS, x, from, LE);
      FloatVector high = FloatVector.fromMemorySegment(FLOATS, x, from + 64, LE);
      float most = low.abs().max(high.abs()).reduceLanes(VectorOperators.MAX);
      float scale = most / 127;
      float inverse = most == 0 ? 0 : 127 / most;
      IntVector first = quantize(low, inverse);
      IntVector second = quantize(high, inverse);
      long quants = block + PackedTokens.quants(token);
      store(first, target, quants);
      store(second, target, quants + 16);
      target.set(JAVA_FLOAT, block + PackedTokens.scale(tokens, token), scale);
      correct(
          format,
          target,
          block + PackedTokens.correction(tokens, token, 0),
          scale,
          first.reduceLanes(VectorOperators.ADD),
          second.reduceLanes(VectorOperators.ADD));
    }
  }

  private static IntVector quantize(FloatVector x, float inverse) {
    FloatVector rounded = x.mul(inverse).add(ROUND);
    return rounded.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUND));
  }

  private static void store(IntVector quants, MemorySegment target, long at) {
    quants
        .convertShape(VectorOperators.I2B, jdk.incubator.vector.ByteVector.SPECIES_128, 0)
        .reinterpretAsBytes()
        .intoMemorySegment(target, at, LE);
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

  /** What a group is worth in bytes. */
  static long groupBytes(int blocks, int tokens) {
    return (long) blocks * PackedTokens.blockBytes(tokens);
  }

  /** One quant, for tests. */
  static int quant(MemorySegment group, int tokens, int token, int column) {
    long block = (long) (column / 32) * PackedTokens.blockBytes(tokens);
    return group.get(JAVA_BYTE, block + PackedTokens.quants(token) + column % 32);
  }
}
