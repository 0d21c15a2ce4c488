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
  public void dequantize(MemorySegment tile, int k, int count, float[] panel, float[] scales) {
    for (int i = 0; i < count; i += 16) {
      long block = (long) ((k + i) / 256) * BLOCK;
      int part = (k + i) % 256 / 16;
      if (i == 0 || part == 0) {
        readScales(tile, block, scales);
      }
      unpack(tile, block, part, scales, panel, i * ROWS);
    }
  }

  private static void unpack(
      MemorySegment tile, long block, int part, float[] scales, float[] panel, int first) {
    for (int row = 0; row < ROWS; row += LANES) {
      long words = block + HALVES + (long) row * Integer.BYTES;
      IntVector byteScales = load(tile, words + (long) (part / 4) * UNIT);
      FloatVector d = FloatVector.fromArray(FLOATS, scales, row);
      FloatVector product = d.mul(byteOf(byteScales, part % 4));
      FloatVector scale = product.mul(64);
      FloatVector offset = product.mul(-64 - 32);
      IntVector low = IntVector.broadcast(INTS, LOW);
      IntVector high = IntVector.broadcast(INTS, HIGH);
      IntVector one = IntVector.broadcast(INTS, ONE);
      IntVector upper = load(tile, words + (4L + part * 3L) * UNIT);
      for (int unit = 0; unit < 2; unit++) {
        IntVector word = load(tile, words + (5L + part * 3L + unit) * UNIT);
        IntVector pairs = upper.lanewise(VectorOperators.LSHR, 16 * unit);
        int at = first + unit * 8 * ROWS + row;
        IntVector bits =
            word.lanewise(VectorOperators.LSHL, 17)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 21).and(high))
                .or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at);
        bits =
            word.lanewise(VectorOperators.LSHL, 13)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 19).and(high))
                .or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + ROWS);
        bits =
            word.lanewise(VectorOperators.LSHL, 9)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 17).and(high))
                .or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 2 * ROWS);
        bits =
            word.lanewise(VectorOperators.LSHL, 5)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 15).and(high))
                .or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 3 * ROWS);
        bits =
            word.lanewise(VectorOperators.LSHL, 1)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 13).and(high))
                .or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 4 * ROWS);
        bits =
            word.lanewise(VectorOperators.LSHR, 3)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 11).and(high))
                .or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 5 * ROWS);
        bits =
            word.lanewise(VectorOperators.LSHR, 7)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 9).and(high))
                .or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 6 * ROWS);
        bits =
            word.lanewise(VectorOperators.LSHR, 11)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 7).and(high))
                .or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 7 * ROWS);
      }
    }
  }

  @Override
  public void multiply(MemorySegment tile, int columns, float[] x, float[] sums, float[] scales) {
    for (int k = 0; k < columns; k += 256) {
      long block = (long) (k / 256) * BLOCK;
      readScales(tile, block, scales);
      for (int part = 0; part < 16; part++) {
        multiply(tile, block, part, scales, x, k + part * 16, sums);
      }
    }
  }

  private static void multiply(
      MemorySegment tile,
      long block,
      int part,
      float[] scales,
      float[] x,
      int first,
      float[] sums) {
    for (int row = 0; row < ROWS; row += LANES) {
      long words = block + HALVES + (long) row * Integer.BYTES;
      IntVector byteScales = load(tile, words + (long) (part / 4) * UNIT);
      FloatVector d = FloatVector.fromArray(FLOATS, scales, row);
      FloatVector product = d.mul(byteOf(byteScales, part % 4));
      FloatVector scale = product.mul(64);
      FloatVector offset = product.mul(-64 - 32);
      IntVector low = IntVector.broadcast(INTS, LOW);
      IntVector high = IntVector.broadcast(INTS, HIGH);
      IntVector one = IntVector.broadcast(INTS, ONE);
      IntVector upper = load(tile, words + (4L + part * 3L) * UNIT);
      FloatVector sum = FloatVector.fromArray(FLOATS, sums, row);
      for (int unit = 0; unit < 2; unit++) {
        IntVector word = load(tile, words + (5L + part * 3L + unit) * UNIT);
        IntVector pairs = upper.lanewise(VectorOperators.LSHR, 16 * unit);
        int k = first + unit * 8;
        IntVector bits =
            word.lanewise(VectorOperators.LSHL, 17)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 21).and(high))
                .or(one);
        FloatVector weight = bits.reinterpretAsFloats().fma(scale, offset);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k]), sum);
        bits =
            word.lanewise(VectorOperators.LSHL, 13)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 19).and(high))
                .or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 1]), sum);
        bits =
            word.lanewise(VectorOperators.LSHL, 9)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 17).and(high))
                .or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 2]), sum);
        bits =
            word.lanewise(VectorOperators.LSHL, 5)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 15).and(high))
                .or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 3]), sum);
        bits =
            word.lanewise(VectorOperators.LSHL, 1)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 13).and(high))
                .or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 4]), sum);
        bits =
            word.lanewise(VectorOperators.LSHR, 3)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 11).and(high))
                .or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 5]), sum);
        bits =
            word.lanewise(VectorOperators.LSHR, 7)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 9).and(high))
                .or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 6]), sum);
        bits =
            word.lanewise(VectorOperators.LSHR, 11)
                .and(low)
                .or(pairs.lanewise(VectorOperators.LSHL, 7).and(high))
                .or(one);
        weight = bits.reinterpretAsFloats().fma(scale, offset);
        sum = weight.fma(FloatVector.broadcast(FLOATS, x[k + 7]), sum);
      }
      sum.intoArray(sums, row);
    }
  }

  /** Writes d of each row. */
  private static void readScales(MemorySegment tile, long block, float[] scales) {
    for (int row = 0; row < ROWS; row += LANES) {
      Halves.load(SHORTS, INTS, tile, block + (long) row * Short.BYTES).intoArray(scales, row);
    }
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
