package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * IQ4_NL: 32 columns with one scale, each an index into sixteen values. Unlike in the other types
 * two columns share 64 bytes, one of each row, because bytes can be looked up at every width.
 */
final class NonLinearTiles implements TileCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final VectorSpecies<Short> SHORTS = Halves.shorts(FLOATS);
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
  private static final int LANES = FLOATS.length();
  private static final int BLOCK = HALVES + 16 * ROWS;
  private static final byte[] VALUES = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  @Override
  public void dequantize(MemorySegment tile, int k, int count, float[] panel) {
    for (int i = 0; i < count; i += 32) {
      long block = (long) ((k + i) / 32) * BLOCK;
      for (int row = 0; row < ROWS; row += BYTES.length()) {
        block(tile, block, row, panel, i * ROWS + row);
      }
    }
  }

  private static void block(MemorySegment tile, long block, int row, float[] panel, int first) {
    ByteVector values = ByteVector.fromArray(BYTES, VALUES, 0);
    for (int pair = 0; pair < 16; pair++) {
      long at = block + HALVES + (long) pair * ROWS + row;
      ByteVector packed = ByteVector.fromMemorySegment(BYTES, tile, at, ByteOrder.LITTLE_ENDIAN);
      ByteVector low = packed.lanewise(VectorOperators.AND, (byte) 15);
      ByteVector high =
          packed.lanewise(VectorOperators.LSHR, 4).lanewise(VectorOperators.AND, (byte) 15);
      store(low.selectFrom(values), tile, block, row, panel, first + 2 * pair * ROWS);
      store(high.selectFrom(values), tile, block, row, panel, first + (2 * pair + 1) * ROWS);
    }
  }

  private static void store(
      ByteVector numbers, MemorySegment tile, long block, int row, float[] panel, int at) {
    scaled(numbers, 0, tile, block, row).intoArray(panel, at);
    if (LANES < 16) {
      scaled(numbers, 1, tile, block, row).intoArray(panel, at + LANES);
    }
    if (LANES < 8) {
      scaled(numbers, 2, tile, block, row).intoArray(panel, at + 2 * LANES);
      scaled(numbers, 3, tile, block, row).intoArray(panel, at + 3 * LANES);
    }
  }

  private static FloatVector scaled(
      ByteVector numbers, int part, MemorySegment tile, long block, int row) {
    long offset = block + (long) (row + part * LANES) * Short.BYTES;
    FloatVector scale = Halves.load(SHORTS, INTS, tile, offset);
    return ((FloatVector) numbers.convertShape(VectorOperators.B2F, FLOATS, part)).mul(scale);
  }
}
