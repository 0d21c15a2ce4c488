package seseragi.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** BF16: a unit holds two columns. */
final class BF16Tiles implements WordTiles {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final int LANES = FLOATS.length();
  private static final int REGISTER = LANES * Integer.BYTES; // bytes

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel, float[] scales) {
    for (int row = 0; row < ROWS; row += LANES) {
      unpack(tile, k, count, row, panel);
    }
  }

  private static void unpack(MemorySegment tile, int first, int count, int row, float[] panel) {
    for (int i = 0; i < count; i += 2) {
      int unit = (first + i) / 2;
      IntVector word = load(tile, (long) unit * UNIT + (long) row * Integer.BYTES);
      int at = i * ROWS + row;
      word.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(panel, at);
      word.lanewise(AND, 0xffff0000).reinterpretAsFloats().intoArray(panel, at + ROWS);
    }
  }

  @Override
  public Words words() {
    return Words.UPPER_16;
  }

  @Override
  public long readScales(MemorySegment tile, int k, float[] scales) {
    return (long) (k / 2) * UNIT;
  }

  @Override
  public void multiply(MemorySegment tile, int columns, float[] x, float[] sums, float[] scales) {
    for (int row = 0; row < ROWS; row += 4 * LANES) {
      multiply(tile, row, columns, x, sums);
    }
  }

  /** Four registers of rows side by side, see {@link TileCode}. */
  private static void multiply(MemorySegment tile, int row, int columns, float[] x, float[] sums) {
    FloatVector sum0 = FloatVector.fromArray(FLOATS, sums, row);
    FloatVector sum1 = FloatVector.fromArray(FLOATS, sums, row + LANES);
    FloatVector sum2 = FloatVector.fromArray(FLOATS, sums, row + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(FLOATS, sums, row + 3 * LANES);
    IntVector mask = IntVector.broadcast(INTS, 0xffff0000);
    long words = (long) row * Integer.BYTES;
    for (int k = 0; k < columns; k++) {
      long at = words + (long) (k / 2) * UNIT;
      int left = 16 - k % 2 * 16;
      FloatVector xk = FloatVector.broadcast(FLOATS, x[k]);
      IntVector word = IntVector.fromMemorySegment(INTS, tile, at, LITTLE_ENDIAN);
      sum0 = word.lanewise(LSHL, left).and(mask).reinterpretAsFloats().fma(xk, sum0);
      word = IntVector.fromMemorySegment(INTS, tile, at + REGISTER, LITTLE_ENDIAN);
      sum1 = word.lanewise(LSHL, left).and(mask).reinterpretAsFloats().fma(xk, sum1);
      word = IntVector.fromMemorySegment(INTS, tile, at + 2L * REGISTER, LITTLE_ENDIAN);
      sum2 = word.lanewise(LSHL, left).and(mask).reinterpretAsFloats().fma(xk, sum2);
      word = IntVector.fromMemorySegment(INTS, tile, at + 3L * REGISTER, LITTLE_ENDIAN);
      sum3 = word.lanewise(LSHL, left).and(mask).reinterpretAsFloats().fma(xk, sum3);
    }
    sum0.intoArray(sums, row);
    sum1.intoArray(sums, row + LANES);
    sum2.intoArray(sums, row + 2 * LANES);
    sum3.intoArray(sums, row + 3 * LANES);
  }

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, LITTLE_ENDIAN);
  }
}
