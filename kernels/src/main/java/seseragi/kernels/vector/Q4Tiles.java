package seseragi.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/** Q4_0: 32 columns with one scale; a unit holds eight columns of 4 bits. */
final class Q4Tiles implements WordTiles {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final VectorSpecies<Short> SHORTS = Halves.shorts(FLOATS);
  private static final int LANES = FLOATS.length();
  private static final int REGISTER = LANES * Integer.BYTES; // bytes
  private static final int MASK = 0xf << 28;
  private static final int SIGNED = 0x88888888; // makes q of four bits q + 8
  private static final float STEP = 0x1p-28f; // of a quant in the upper bits of a word
  private static final int BLOCK = HALVES + 4 * UNIT;

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel, float[] scales) {
    for (int i = 0; i < count; i += 32) {
      long block = (long) ((k + i) / 32) * BLOCK;
      unpack(tile, block, panel, i * ROWS);
    }
  }

  // a quant as 1 + (q + 8) / 16, see TileCode: conversions would be too much code to inline
  private static void unpack(MemorySegment tile, long block, float[] panel, int first) {
    for (int row = 0; row < ROWS; row += LANES) {
      FloatVector scale = scale(tile, block + (long) row * Short.BYTES).mul(1 / STEP * 16);
      FloatVector offset = scale.mul(-1.5f);
      IntVector mask = IntVector.broadcast(INTS, 0xf << 19);
      IntVector one = IntVector.broadcast(INTS, 0x3f800000);
      long words = block + HALVES + (long) row * Integer.BYTES;
      for (int unit = 0; unit < 4; unit++) {
        IntVector word = load(tile, words + (long) unit * UNIT).lanewise(XOR, SIGNED);
        int at = first + unit * 8 * ROWS + row;
        IntVector bits;
        bits = word.lanewise(LSHL, 19).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at);
        bits = word.lanewise(LSHL, 15).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + ROWS);
        bits = word.lanewise(LSHL, 11).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 2 * ROWS);
        bits = word.lanewise(LSHL, 7).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 3 * ROWS);
        bits = word.lanewise(LSHL, 3).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 4 * ROWS);
        bits = word.lanewise(LSHR, 1).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 5 * ROWS);
        bits = word.lanewise(LSHR, 5).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 6 * ROWS);
        bits = word.lanewise(LSHR, 9).and(mask).or(one);
        bits.reinterpretAsFloats().fma(scale, offset).intoArray(panel, at + 7 * ROWS);
      }
    }
  }

  @Override
  public Words words() {
    return Words.SIGNED_4;
  }

  @Override
  public long readScales(MemorySegment tile, int k, float[] scales) {
    long block = (long) (k / 32) * BLOCK;
    for (int row = 0; row < ROWS; row += LANES) {
      Halves.load(SHORTS, INTS, tile, block + (long) row * Short.BYTES).intoArray(scales, row);
    }
    return block + HALVES;
  }

  @Override
  public void multiply(MemorySegment tile, int columns, float[] x, float[] sums, float[] scales) {
    for (int row = 0; row < ROWS; row += 4 * LANES) {
      multiply(tile, row, columns, x, sums, scales);
    }
  }

  /** Four registers of rows side by side, see {@link TileCode}. */
  private static void multiply(
      MemorySegment tile, int row, int columns, float[] x, float[] sums, float[] scales) {
    FloatVector sum0 = FloatVector.fromArray(FLOATS, sums, row);
    FloatVector sum1 = FloatVector.fromArray(FLOATS, sums, row + LANES);
    FloatVector sum2 = FloatVector.fromArray(FLOATS, sums, row + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(FLOATS, sums, row + 3 * LANES);
    IntVector mask = IntVector.broadcast(INTS, MASK);
    readScales(tile, 0, row, scales, 0);
    for (int k = 0; k < columns; k += 32) {
      int slot = k / 32 % 2 * ROWS;
      readScales(tile, Math.min(k / 32 + 1, columns / 32 - 1), row, scales, ROWS - slot);
      FloatVector scale0 = FloatVector.fromArray(FLOATS, scales, slot);
      FloatVector scale1 = FloatVector.fromArray(FLOATS, scales, slot + LANES);
      FloatVector scale2 = FloatVector.fromArray(FLOATS, scales, slot + 2 * LANES);
      FloatVector scale3 = FloatVector.fromArray(FLOATS, scales, slot + 3 * LANES);
      long words = (long) (k / 32) * BLOCK + HALVES + (long) row * Integer.BYTES;
      for (int i = 0; i < 32; i++) {
        long at = words + (long) (i / 8) * UNIT;
        int left = 28 - i % 8 * 4;
        FloatVector xk = FloatVector.broadcast(FLOATS, x[k + i]);
        IntVector word = IntVector.fromMemorySegment(INTS, tile, at, LITTLE_ENDIAN);
        Vector<Float> quant = word.lanewise(LSHL, left).and(mask).convert(I2F, 0);
        sum0 = quant.reinterpretAsFloats().mul(scale0).fma(xk, sum0);
        word = IntVector.fromMemorySegment(INTS, tile, at + REGISTER, LITTLE_ENDIAN);
        quant = word.lanewise(LSHL, left).and(mask).convert(I2F, 0);
        sum1 = quant.reinterpretAsFloats().mul(scale1).fma(xk, sum1);
        word = IntVector.fromMemorySegment(INTS, tile, at + 2L * REGISTER, LITTLE_ENDIAN);
        quant = word.lanewise(LSHL, left).and(mask).convert(I2F, 0);
        sum2 = quant.reinterpretAsFloats().mul(scale2).fma(xk, sum2);
        word = IntVector.fromMemorySegment(INTS, tile, at + 3L * REGISTER, LITTLE_ENDIAN);
        quant = word.lanewise(LSHL, left).and(mask).convert(I2F, 0);
        sum3 = quant.reinterpretAsFloats().mul(scale3).fma(xk, sum3);
      }
    }
    sum0.intoArray(sums, row);
    sum1.intoArray(sums, row + LANES);
    sum2.intoArray(sums, row + 2 * LANES);
    sum3.intoArray(sums, row + 3 * LANES);
  }

  private static void readScales(MemorySegment tile, int block, int row, float[] scales, int slot) {
    long halves = (long) block * BLOCK + (long) row * Short.BYTES;
    for (int i = 0; i < 4 * LANES; i += LANES) {
      scale(tile, halves + (long) i * Short.BYTES).intoArray(scales, slot + i);
    }
  }

  private static FloatVector scale(MemorySegment tile, long offset) {
    return Halves.load(SHORTS, INTS, tile, offset).mul(STEP);
  }

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, LITTLE_ENDIAN);
  }
}
