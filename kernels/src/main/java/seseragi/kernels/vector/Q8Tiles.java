package seseragi.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/** Q8_0: 32 columns with one scale; a unit holds four columns. */
final class Q8Tiles implements WordTiles {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final VectorSpecies<Short> SHORTS = Halves.shorts(FLOATS);
  private static final int LANES = FLOATS.length();
  private static final int REGISTER = LANES * Integer.BYTES; // bytes
  private static final int MASK = 0xff << 24;
  private static final float STEP = 0x1p-24f; // of a quant in the upper bits of a word
  private static final int BLOCK = HALVES + 8 * UNIT;

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel, float[] scales) {
    for (int i = 0; i < count; i += 32) {
      long block = (long) ((k + i) / 32) * BLOCK;
      unpack(tile, block, panel, i * ROWS);
    }
  }

  private static void unpack(MemorySegment tile, long block, float[] panel, int first) {
    for (int row = 0; row < ROWS; row += LANES) {
      FloatVector scale = scale(tile, block + (long) row * Short.BYTES);
      IntVector mask = IntVector.broadcast(INTS, MASK);
      long words = block + HALVES + (long) row * Integer.BYTES;
      for (int unit = 0; unit < 8; unit++) {
        IntVector word = load(tile, words + (long) unit * UNIT);
        int at = first + unit * 4 * ROWS + row;
        IntVector bits = word.lanewise(LSHL, 24);
        number(bits).mul(scale).intoArray(panel, at);
        bits = word.lanewise(LSHL, 16).and(mask);
        number(bits).mul(scale).intoArray(panel, at + ROWS);
        bits = word.lanewise(LSHL, 8).and(mask);
        number(bits).mul(scale).intoArray(panel, at + 2 * ROWS);
        number(word.and(mask)).mul(scale).intoArray(panel, at + 3 * ROWS);
      }
    }
  }

  @Override
  public Words words() {
    return Words.SIGNED_8;
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
        long at = words + (long) (i / 4) * UNIT;
        int left = 24 - i % 4 * 8;
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

  private static FloatVector number(IntVector integers) {
    return (FloatVector) integers.convert(I2F, 0);
  }

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, LITTLE_ENDIAN);
  }
}
