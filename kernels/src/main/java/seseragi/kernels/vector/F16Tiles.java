package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** F16: a unit holds two columns. */
final class F16Tiles implements TileCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final int LANES = FLOATS.length();

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
      Halves.fromUpper(word.lanewise(VectorOperators.LSHL, 16)).intoArray(panel, at);
      Halves.fromUpper(word.lanewise(VectorOperators.AND, 0xffff0000)).intoArray(panel, at + ROWS);
    }
  }

  @Override
  public void multiply(MemorySegment tile, int columns, float[] x, float[] sums, float[] scales) {
    for (int k = 0; k < columns; k += 32) {
      for (int row = 0; row < ROWS; row += LANES) {
        multiply(tile, k, Math.min(columns, k + 32), row, x, sums);
      }
    }
  }

  private static void multiply(
      MemorySegment tile, int first, int end, int row, float[] x, float[] sums) {
    FloatVector sum = FloatVector.fromArray(FLOATS, sums, row);
    for (int k = first; k < end; k += 2) {
      int unit = k / 2;
      IntVector word = load(tile, (long) unit * UNIT + (long) row * Integer.BYTES);
      sum =
          Halves.fromUpper(word.lanewise(VectorOperators.LSHL, 16))
              .fma(FloatVector.broadcast(FLOATS, x[k]), sum);
      sum =
          Halves.fromUpper(word.lanewise(VectorOperators.AND, 0xffff0000))
              .fma(FloatVector.broadcast(FLOATS, x[k + 1]), sum);
    }
    sum.intoArray(sums, row);
  }

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
