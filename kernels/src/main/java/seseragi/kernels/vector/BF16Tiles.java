package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** BF16: a unit holds two columns. */
final class BF16Tiles implements TileCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final int LANES = FLOATS.length();

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel) {
    for (int i = 0; i < count; i += 2) {
      for (int row = 0; row < ROWS; row += LANES) {
        IntVector word = load(tile, (long) ((k + i) / 2) * UNIT + (long) row * Integer.BYTES);
        int at = i * ROWS + row;
        word.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(panel, at);
        word.lanewise(VectorOperators.AND, 0xffff0000)
            .reinterpretAsFloats()
            .intoArray(panel, at + ROWS);
      }
    }
  }

  private static IntVector load(MemorySegment tile, long offset) {
    return IntVector.fromMemorySegment(INTS, tile, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
