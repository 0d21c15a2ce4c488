package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Q5_0: 32 columns with one scale; a unit of fifth bits, then units of eight columns of 4 bits. */
final class Q5Tiles implements TileCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final VectorSpecies<Short> SHORTS = Halves.shorts(FLOATS);
  private static final int LANES = FLOATS.length();
  private static final int ONE = 0x3f800000; // bits of 1.0f
  private static final int LOW = 0xf << 18;
  private static final int HIGH = 1 << 22;
  private static final int BLOCK = HALVES + 5 * UNIT;

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel) {
    for (int i = 0; i < count; i += 32) {
      long block = (long) ((k + i) / 32) * BLOCK;
      for (int row = 0; row < ROWS; row += LANES) {
        block(tile, block, row, panel, i * ROWS + row);
      }
    }
  }

  private static void block(MemorySegment tile, long block, int row, float[] panel, int first) {
    FloatVector d = Halves.load(SHORTS, INTS, tile, block + (long) row * Short.BYTES);
    FloatVector scale = d.mul(32);
    FloatVector offset = d.mul(-32 - 16);
    long words = block + HALVES + (long) row * Integer.BYTES;
    IntVector high = load(tile, words);
    for (int unit = 0; unit < 4; unit++) {
      IntVector word = load(tile, words + (1L + unit) * UNIT);
      IntVector fifth = high.lanewise(VectorOperators.LSHR, 8 * unit);
      int at = first + unit * 8 * ROWS;
      number(
              word.lanewise(VectorOperators.LSHL, 18),
              fifth.lanewise(VectorOperators.LSHL, 22),
              scale,
              offset)
          .intoArray(panel, at);
      number(
              word.lanewise(VectorOperators.LSHL, 14),
              fifth.lanewise(VectorOperators.LSHL, 21),
              scale,
              offset)
          .intoArray(panel, at + ROWS);
      number(
              word.lanewise(VectorOperators.LSHL, 10),
              fifth.lanewise(VectorOperators.LSHL, 20),
              scale,
              offset)
          .intoArray(panel, at + 2 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHL, 6),
              fifth.lanewise(VectorOperators.LSHL, 19),
              scale,
              offset)
          .intoArray(panel, at + 3 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHL, 2),
              fifth.lanewise(VectorOperators.LSHL, 18),
              scale,
              offset)
          .intoArray(panel, at + 4 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHR, 2),
              fifth.lanewise(VectorOperators.LSHL, 17),
              scale,
              offset)
          .intoArray(panel, at + 5 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHR, 6),
              fifth.lanewise(VectorOperators.LSHL, 16),
              scale,
              offset)
          .intoArray(panel, at + 6 * ROWS);
      number(
              word.lanewise(VectorOperators.LSHR, 10),
              fifth.lanewise(VectorOperators.LSHL, 15),
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

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
