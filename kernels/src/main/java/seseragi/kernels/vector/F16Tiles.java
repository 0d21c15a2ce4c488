package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** F16: a unit holds two columns. */
final class F16Tiles implements TileCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final int LANES = FLOATS.length();

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel) {
    for (int i = 0; i < count; i += 2) {
      for (int row = 0; row < ROWS; row += LANES) {
        IntVector word = load(tile, (long) ((k + i) / 2) * UNIT + (long) row * Integer.BYTES);
        int at = i * ROWS + row;
        Halves.fromUpper(word.lanewise(VectorOperators.LSHL, 16)).intoArray(panel, at);
        Halves.fromUpper(word.lanewise(VectorOperators.AND, 0xffff0000))
            .intoArray(panel, at + ROWS);
      }
    }
  }

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
