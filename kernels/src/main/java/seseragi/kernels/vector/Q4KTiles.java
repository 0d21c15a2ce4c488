package seseragi.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Q4_K: 256 columns in eight parts; d and dmin, scales, minima, then units of eight columns of 4
 * bits.
 */
final class Q4KTiles implements TileCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final int LANES = FLOATS.length();
  private static final int REGISTER = LANES * Integer.BYTES; // bytes
  private static final int ONE = 0x3f800000; // bits of 1.0f
  private static final int MASK = 0xf << 19;
  private static final int BLOCK = 37 * UNIT;

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel, float[] scales) {
    for (int i = 0; i < count; i += 32) {
      long block = (long) ((k + i) / 256) * BLOCK;
      int part = (k + i) % 256 / 32;
      if (i == 0 || part == 0) {
        readScales(tile, block, scales);
      }
      unpack(tile, block, part, scales, panel, i * ROWS);
    }
  }

  private static void unpack(
      MemorySegment tile, long block, int part, float[] scales, float[] panel, int first) {
    for (int row = 0; row < ROWS; row += LANES) {
      long words = block + (long) row * Integer.BYTES;
      IntVector byteScales = load(tile, words + (1L + part / 4) * UNIT);
      IntVector byteMins = load(tile, words + (3L + part / 4) * UNIT);
      FloatVector d = FloatVector.fromArray(FLOATS, scales, row);
      FloatVector dmin = FloatVector.fromArray(FLOATS, scales, ROWS + row);
      FloatVector product = d.mul(byteOf(byteScales, part % 4));
      FloatVector min = dmin.mul(byteOf(byteMins, part % 4));
      FloatVector scale = product.mul(16);
      FloatVector offset = product.mul(-16);
      IntVector mask = IntVector.broadcast(INTS, MASK);
      IntVector one = IntVector.broadcast(INTS, ONE);
      for (int unit = 0; unit < 4; unit++) {
        IntVector word = load(tile, words + (5L + part * 4L + unit) * UNIT);
        int at = first + unit * 8 * ROWS + row;
        IntVector bits = word.lanewise(LSHL, 19).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).sub(min).intoArray(panel, at);
        bits = word.lanewise(LSHL, 15).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).sub(min).intoArray(panel, at + ROWS);
        bits = word.lanewise(LSHL, 11).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).sub(min).intoArray(panel, at + 2 * ROWS);
        bits = word.lanewise(LSHL, 7).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).sub(min).intoArray(panel, at + 3 * ROWS);
        bits = word.lanewise(LSHL, 3).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).sub(min).intoArray(panel, at + 4 * ROWS);
        bits = word.lanewise(LSHR, 1).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).sub(min).intoArray(panel, at + 5 * ROWS);
        bits = word.lanewise(LSHR, 5).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).sub(min).intoArray(panel, at + 6 * ROWS);
        bits = word.lanewise(LSHR, 9).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).sub(min).intoArray(panel, at + 7 * ROWS);
      }
    }
  }

  @Override
  public void multiply(MemorySegment tile, int columns, float[] x, float[] sums, float[] scales) {
    for (int k = 0; k < columns; k += 256) {
      readScales(tile, (long) (k / 256) * BLOCK, scales);
      for (int row = 0; row < ROWS; row += 4 * LANES) {
        multiply(tile, row, k, x, sums, scales);
      }
    }
  }

  /** Four registers of rows side by side, see {@link TileCode}. */
  private static void multiply(
      MemorySegment tile, int row, int first, float[] x, float[] sums, float[] scales) {
    FloatVector sum0 = FloatVector.fromArray(FLOATS, sums, row);
    FloatVector sum1 = FloatVector.fromArray(FLOATS, sums, row + LANES);
    FloatVector sum2 = FloatVector.fromArray(FLOATS, sums, row + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(FLOATS, sums, row + 3 * LANES);
    FloatVector d0 = FloatVector.fromArray(FLOATS, scales, row);
    FloatVector dmin0 =
        FloatVector.fromArray(FLOATS, scales, ROWS + row).neg(); // minima are subtracted
    FloatVector d1 = FloatVector.fromArray(FLOATS, scales, row + LANES);
    FloatVector dmin1 = FloatVector.fromArray(FLOATS, scales, ROWS + row + LANES).neg();
    FloatVector d2 = FloatVector.fromArray(FLOATS, scales, row + 2 * LANES);
    FloatVector dmin2 = FloatVector.fromArray(FLOATS, scales, ROWS + row + 2 * LANES).neg();
    FloatVector d3 = FloatVector.fromArray(FLOATS, scales, row + 3 * LANES);
    FloatVector dmin3 = FloatVector.fromArray(FLOATS, scales, ROWS + row + 3 * LANES).neg();
    long block = (long) (first / 256) * BLOCK + (long) row * Integer.BYTES;
    long words = block + 5L * UNIT;
    for (int part = 0; part < 8; part++) {
      long scaleAt = block + (1L + part / 4) * UNIT;
      long minAt = block + (3L + part / 4) * UNIT;
      int right = part % 4 * 8;
      IntVector bytes = IntVector.fromMemorySegment(INTS, tile, scaleAt, LITTLE_ENDIAN);
      Vector<Float> factor = bytes.lanewise(LSHR, right).lanewise(AND, 0xff).convert(I2F, 0);
      FloatVector scale0 = d0.mul(factor);
      bytes = IntVector.fromMemorySegment(INTS, tile, minAt, LITTLE_ENDIAN);
      factor = bytes.lanewise(LSHR, right).lanewise(AND, 0xff).convert(I2F, 0);
      FloatVector min0 = dmin0.mul(factor);
      bytes = IntVector.fromMemorySegment(INTS, tile, scaleAt + REGISTER, LITTLE_ENDIAN);
      factor = bytes.lanewise(LSHR, right).lanewise(AND, 0xff).convert(I2F, 0);
      FloatVector scale1 = d1.mul(factor);
      bytes = IntVector.fromMemorySegment(INTS, tile, minAt + REGISTER, LITTLE_ENDIAN);
      factor = bytes.lanewise(LSHR, right).lanewise(AND, 0xff).convert(I2F, 0);
      FloatVector min1 = dmin1.mul(factor);
      bytes = IntVector.fromMemorySegment(INTS, tile, scaleAt + 2L * REGISTER, LITTLE_ENDIAN);
      factor = bytes.lanewise(LSHR, right).lanewise(AND, 0xff).convert(I2F, 0);
      FloatVector scale2 = d2.mul(factor);
      bytes = IntVector.fromMemorySegment(INTS, tile, minAt + 2L * REGISTER, LITTLE_ENDIAN);
      factor = bytes.lanewise(LSHR, right).lanewise(AND, 0xff).convert(I2F, 0);
      FloatVector min2 = dmin2.mul(factor);
      bytes = IntVector.fromMemorySegment(INTS, tile, scaleAt + 3L * REGISTER, LITTLE_ENDIAN);
      factor = bytes.lanewise(LSHR, right).lanewise(AND, 0xff).convert(I2F, 0);
      FloatVector scale3 = d3.mul(factor);
      bytes = IntVector.fromMemorySegment(INTS, tile, minAt + 3L * REGISTER, LITTLE_ENDIAN);
      factor = bytes.lanewise(LSHR, right).lanewise(AND, 0xff).convert(I2F, 0);
      FloatVector min3 = dmin3.mul(factor);
      for (int i = part * 32; i < part * 32 + 32; i++) {
        long at = words + (long) (i / 8) * UNIT;
        int left = 28 - i % 8 * 4;
        FloatVector xk = FloatVector.broadcast(FLOATS, x[first + i]);
        IntVector word = IntVector.fromMemorySegment(INTS, tile, at, LITTLE_ENDIAN);
        Vector<Float> quant = word.lanewise(LSHL, left).lanewise(LSHR, 28).convert(I2F, 0);
        sum0 = quant.reinterpretAsFloats().fma(scale0, min0).fma(xk, sum0);
        word = IntVector.fromMemorySegment(INTS, tile, at + REGISTER, LITTLE_ENDIAN);
        quant = word.lanewise(LSHL, left).lanewise(LSHR, 28).convert(I2F, 0);
        sum1 = quant.reinterpretAsFloats().fma(scale1, min1).fma(xk, sum1);
        word = IntVector.fromMemorySegment(INTS, tile, at + 2L * REGISTER, LITTLE_ENDIAN);
        quant = word.lanewise(LSHL, left).lanewise(LSHR, 28).convert(I2F, 0);
        sum2 = quant.reinterpretAsFloats().fma(scale2, min2).fma(xk, sum2);
        word = IntVector.fromMemorySegment(INTS, tile, at + 3L * REGISTER, LITTLE_ENDIAN);
        quant = word.lanewise(LSHL, left).lanewise(LSHR, 28).convert(I2F, 0);
        sum3 = quant.reinterpretAsFloats().fma(scale3, min3).fma(xk, sum3);
      }
    }
    sum0.intoArray(sums, row);
    sum1.intoArray(sums, row + LANES);
    sum2.intoArray(sums, row + 2 * LANES);
    sum3.intoArray(sums, row + 3 * LANES);
  }

  /** Writes d and dmin of each row. */
  private static void readScales(MemorySegment tile, long block, float[] scales) {
    for (int row = 0; row < ROWS; row += LANES) {
      IntVector both = load(tile, block + (long) row * Integer.BYTES);
      Halves.fromUpper(both.lanewise(LSHL, 16)).intoArray(scales, row);
      Halves.fromUpper(both.lanewise(AND, 0xffff0000)).intoArray(scales, ROWS + row);
    }
  }

  private static FloatVector byteOf(IntVector words, int index) {
    IntVector number = words.lanewise(LSHR, 8 * index).lanewise(AND, 0xff);
    return (FloatVector) number.convert(I2F, 0);
  }

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, LITTLE_ENDIAN);
  }
}
