package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** F32: a unit holds one column. */
final class F32Tiles implements TileCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final int LANES = FLOATS.length();

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel) {
    for (int i = 0; i < count; i++) {
      for (int row = 0; row < ROWS; row += LANES) {
        IntVector word = load(tile, (long) (k + i) * UNIT + (long) row * Integer.BYTES);
        word.reinterpretAsFloats().intoArray(panel, i * ROWS + row);
      }
    }
  }

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
