package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Q4_1: 32 columns with a scale and a minimum; a unit holds eight columns of 4 bits. */
final class Q4MinTiles implements WordTiles {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final int LANES = FLOATS.length();
  private static final int ONE = 0x3f800000; // bits of 1.0f
  private static final int MASK = 0xf << 19;
  private static final int BLOCK = 5 * UNIT;

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel, float[] scales) {
    for (int i = 0; i < count; i += 32) {
      long block = (long) ((k + i) / 32) * BLOCK;
      readScales(tile, block, scales);
      unpack(tile, block, scales, panel, i * ROWS);
    }
  }

  private static void unpack(
      MemorySegment tile, long block, float[] scales, float[] panel, int first) {
    for (int row = 0; row < ROWS; row += LANES) {
      long words = block + (long) row * Integer.BYTES;
      FloatVector d = FloatVector.fromArray(FLOATS, scales, row);
      FloatVector min = FloatVector.fromArray(FLOATS, scales, ROWS + row);
      FloatVector scale = d.mul(16);
      FloatVector offset = d.mul(-16);
      IntVector mask = IntVector.broadcast(INTS, MASK);
      IntVector one = IntVector.broadcast(INTS, ONE);
      for (int unit = 0; unit < 4; unit++) {
        IntVector word = load(tile, words + (1L + unit) * UNIT);
        int at = first + unit * 8 * ROWS + row;
        IntVector bits = word.lanewise(VectorOperators.LSHL, 19).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).add(min).intoArray(panel, at);
        bits = word.lanewise(VectorOperators.LSHL, 15).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).add(min).intoArray(panel, at + ROWS);
        bits = word.lanewise(VectorOperators.LSHL, 11).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).add(min).intoArray(panel, at + 2 * ROWS);
        bits = word.lanewise(VectorOperators.LSHL, 7).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).add(min).intoArray(panel, at + 3 * ROWS);
        bits = word.lanewise(VectorOperators.LSHL, 3).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).add(min).intoArray(panel, at + 4 * ROWS);
        bits = word.lanewise(VectorOperators.LSHR, 1).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).add(min).intoArray(panel, at + 5 * ROWS);
        bits = word.lanewise(VectorOperators.LSHR, 5).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).add(min).intoArray(panel, at + 6 * ROWS);
        bits = word.lanewise(VectorOperators.LSHR, 9).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).add(min).intoArray(panel, at + 7 * ROWS);
      }
    }
  }

  @Override
  public Words words() {
    return Words.UNSIGNED_4;
  }

  @Override
  public long readScales(MemorySegment tile, int k, float[] scales) {
    long block = (long) (k / 32) * BLOCK;
    readScales(tile, block, scales);
    return block + UNIT;
  }

  @Override
  public void multiply(MemorySegment tile, int columns, float[] x, float[] sums, float[] scales) {
    for (int k = 0; k < columns; k += 32) {
      long block = (long) (k / 32) * BLOCK;
      readScales(tile, block, scales);
      multiply(tile, block, scales, x, k, sums);
    }
  }

  private static void multiply(
      MemorySegment tile, long block, float[] scales, float[] x, int first, float[] sums) {
    for (int row = 0; row < ROWS; row += LANES) {
      long words = block + (long) row * Integer.BYTES;
      FloatVector d = FloatVector.fromArray(FLOATS, scales, row);
      FloatVector min = FloatVector.fromArray(FLOATS, scales, ROWS + row);
      FloatVector scale = d.mul(16);
      FloatVector offset = d.mul(-16);
      IntVector mask = IntVector.broadcast(INTS, MASK);
      IntVector one = IntVector.broadcast(INTS, ONE);
      FloatVector sum = FloatVector.fromArray(FLOATS, sums, row);
      for (int unit = 0; unit < 4; unit++) {
        IntVector word = load(tile, words + (1L + unit) * UNIT);
        int k = first + unit * 8;
        IntVector bits = word.lanewise(VectorOperators.LSHL, 19).and(mask).or(one);
        FloatVector weight = bits.reinterpretAsFloats().fma(scale, offset).add(min);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k]), sum);
        bits = word.lanewise(VectorOperators.LSHL, 15).and(mask).or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset).add(min);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 1]), sum);
        bits = word.lanewise(VectorOperators.LSHL, 11).and(mask).or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset).add(min);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 2]), sum);
        bits = word.lanewise(VectorOperators.LSHL, 7).and(mask).or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset).add(min);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 3]), sum);
        bits = word.lanewise(VectorOperators.LSHL, 3).and(mask).or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset).add(min);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 4]), sum);
        bits = word.lanewise(VectorOperators.LSHR, 1).and(mask).or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset).add(min);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 5]), sum);
        bits = word.lanewise(VectorOperators.LSHR, 5).and(mask).or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset).add(min);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 6]), sum);
        bits = word.lanewise(VectorOperators.LSHR, 9).and(mask).or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset).add(min);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 7]), sum);
      }
      sum.intoArray(sums, row);
    }
  }

  /** Writes scale and minimum of each row. */
  private static void readScales(MemorySegment tile, long block, float[] scales) {
    for (int row = 0; row < ROWS; row += LANES) {
      IntVector both = load(tile, block + (long) row * Integer.BYTES);
      Halves.fromUpper(both.lanewise(VectorOperators.LSHL, 16)).intoArray(scales, row);
      Halves.fromUpper(both.lanewise(VectorOperators.AND, 0xffff0000))
          .intoArray(scales, ROWS + row);
    }
  }

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
