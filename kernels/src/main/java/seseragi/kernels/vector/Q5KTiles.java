package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Q5_K: like Q4_K, with a unit of fifth bits in front of the columns of each part. */
final class Q5KTiles implements TileCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final int LANES = FLOATS.length();
  private static final int ONE = 0x3f800000; // bits of 1.0f
  private static final int LOW = 0xf << 18;
  private static final int HIGH = 1 << 22;
  private static final int BLOCK = 45 * UNIT;

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel) {
    for (int i = 0; i < count; i += 32) {
      long block = (long) ((k + i) / 256) * BLOCK;
      int part = (k + i) % 256 / 32;
      for (int row = 0; row < ROWS; row += LANES) {
        part(tile, block, part, row, panel, i * ROWS + row);
      }
    }
  }

  private static void part(
      MemorySegment tile, long block, int part, int row, float[] panel, int first) {
    long words = block + (long) row * Integer.BYTES;
    IntVector header = load(tile, words);
    FloatVector d = Halves.fromUpper(header.lanewise(VectorOperators.LSHL, 16));
    FloatVector dmin = Halves.fromUpper(header.lanewise(VectorOperators.AND, 0xffff0000));
    IntVector scales = load(tile, words + (1L + part / 4) * UNIT);
    IntVector mins = load(tile, words + (3L + part / 4) * UNIT);
    FloatVector product = d.mul(byteOf(scales, part % 4));
    FloatVector min = dmin.mul(byteOf(mins, part % 4));
    FloatVector scale = product.mul(32);
    FloatVector offset = product.mul(-32);
    IntVector high = load(tile, words + (5L + part * 5L) * UNIT);
    for (int unit = 0; unit < 4; unit++) {
      IntVector word = load(tile, words + (6L + part * 5L + unit) * UNIT);
      IntVector fifth = high.lanewise(VectorOperators.LSHR, 8 * unit);
      int at = first + unit * 8 * ROWS;
      number(
              word.lanewise(VectorOperators.LSHL, 18),
              fifth.lanewise(VectorOperators.LSHL, 22),
              scale,
              offset)
          .sub(min)
          .intoArray(panel, at);
      number(
              word.lanewise(VectorOperators.LSHL, 14),
              fifth.lanewise(VectorOperators.LSHL, 21),
              scale,
              offset)
          .sub(min)
          .intoArray(panel, at + ROWS);
      number(
              word.lanewise(VectorOperators.LSHL, 10),
              fifth.lanewise(VectorOperators.LSHL, 20),
              scale,
              offset)
          .sub(min)
          .intoArray(panel, at + 2 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHL, 6),
              fifth.lanewise(VectorOperators.LSHL, 19),
              scale,
              offset)
          .sub(min)
          .intoArray(panel, at + 3 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHL, 2),
              fifth.lanewise(VectorOperators.LSHL, 18),
              scale,
              offset)
          .sub(min)
          .intoArray(panel, at + 4 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHR, 2),
              fifth.lanewise(VectorOperators.LSHL, 17),
              scale,
              offset)
          .sub(min)
          .intoArray(panel, at + 5 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHR, 6),
              fifth.lanewise(VectorOperators.LSHL, 16),
              scale,
              offset)
          .sub(min)
          .intoArray(panel, at + 6 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHR, 10),
              fifth.lanewise(VectorOperators.LSHL, 15),
              scale,
              offset)
          .sub(min)
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
        words.lanewise(VectorOperators.LSHR, 8 * index).lanewise(VectorOperators.AND, 0xff);
    return (FloatVector) number.convert(VectorOperators.I2F, 0);
  }

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
