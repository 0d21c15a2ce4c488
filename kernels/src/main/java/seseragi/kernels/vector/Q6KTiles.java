package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Q6_K: 256 columns in sixteen parts; d, scales, then for each part a unit of upper pairs of bits
 * and two units of eight columns of 4 bits.
 */
final class Q6KTiles implements TileCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final VectorSpecies<Short> SHORTS = Halves.shorts(FLOATS);
  private static final int LANES = FLOATS.length();
  private static final int ONE = 0x3f800000; // bits of 1.0f
  private static final int LOW = 0xf << 17;
  private static final int HIGH = 3 << 21;
  private static final int BLOCK = HALVES + 52 * UNIT;

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel) {
    for (int i = 0; i < count; i += 16) {
      long block = (long) ((k + i) / 256) * BLOCK;
      int part = (k + i) % 256 / 16;
      for (int row = 0; row < ROWS; row += LANES) {
        part(tile, block, part, row, panel, i * ROWS + row);
      }
    }
  }

  private static void part(
      MemorySegment tile, long block, int part, int row, float[] panel, int first) {
    FloatVector d = Halves.load(SHORTS, INTS, tile, block + (long) row * Short.BYTES);
    long words = block + HALVES + (long) row * Integer.BYTES;
    IntVector scales = load(tile, words + (long) (part / 4) * UNIT);
    FloatVector product = d.mul(byteOf(scales, part % 4));
    FloatVector scale = product.mul(64);
    FloatVector offset = product.mul(-64 - 32);
    IntVector high = load(tile, words + (4L + part * 3L) * UNIT);
    for (int unit = 0; unit < 2; unit++) {
      IntVector word = load(tile, words + (5L + part * 3L + unit) * UNIT);
      IntVector pairs = high.lanewise(VectorOperators.LSHR, 16 * unit);
      int at = first + unit * 8 * ROWS;
      number(
              word.lanewise(VectorOperators.LSHL, 17),
              pairs.lanewise(VectorOperators.LSHL, 21),
              scale,
              offset)
          .intoArray(panel, at);
      number(
              word.lanewise(VectorOperators.LSHL, 13),
              pairs.lanewise(VectorOperators.LSHL, 19),
              scale,
              offset)
          .intoArray(panel, at + ROWS);
      number(
              word.lanewise(VectorOperators.LSHL, 9),
              pairs.lanewise(VectorOperators.LSHL, 17),
              scale,
              offset)
          .intoArray(panel, at + 2 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHL, 5),
              pairs.lanewise(VectorOperators.LSHL, 15),
              scale,
              offset)
          .intoArray(panel, at + 3 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHL, 1),
              pairs.lanewise(VectorOperators.LSHL, 13),
              scale,
              offset)
          .intoArray(panel, at + 4 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHR, 3),
              pairs.lanewise(VectorOperators.LSHL, 11),
              scale,
              offset)
          .intoArray(panel, at + 5 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHR, 7),
              pairs.lanewise(VectorOperators.LSHL, 9),
              scale,
              offset)
          .intoArray(panel, at + 6 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHR, 11),
              pairs.lanewise(VectorOperators.LSHL, 7),
              scale,
              offset)
          .intoArray(panel, at + 7 * ROWS);
    }
  }

  private static FloatVector number(
      IntVector low, IntVector high, FloatVector scale, FloatVector offset) {
    IntVector bits =
        low.lanewise(VectorOperators.AND, LOW)
            .lanewise(VectorOperators.OR, ONE)
            .lanewise(VectorOperators.OR, high.lanewise(VectorOperators.AND, HIGH));
    return bits.reinterpretAsFloats().fma(scale, offset);
  }

  private static FloatVector byteOf(IntVector words, int index) {
    IntVector number =
        words.lanewise(VectorOperators.LSHL, 24 - 8 * index).lanewise(VectorOperators.ASHR, 24);
    return (FloatVector) number.convert(VectorOperators.I2F, 0);
  }

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
