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
  public void dequantize(MemorySegment tile, int k, int count, float[] panel, float[] scales) {
    for (int i = 0; i < count; i += 32) {
      long block = (long) ((k + i) / 32) * BLOCK;
      readScales(tile, block, scales);
      for (int row = 0; row < ROWS; row += BYTES.length()) {
        unpack(tile, block, row, scales, panel, i * ROWS + row);
      }
    }
  }

  private static void unpack(
      MemorySegment tile, long block, int row, float[] scales, float[] panel, int first) {
    ByteVector values = ByteVector.fromArray(BYTES, VALUES, 0);
    for (int pair = 0; pair < 16; pair++) {
      long from = block + HALVES + (long) pair * ROWS + row;
      ByteVector packed = ByteVector.fromMemorySegment(BYTES, tile, from, ByteOrder.LITTLE_ENDIAN);
      int at = first + 2 * pair * ROWS;
      store(packed.and((byte) 15).selectFrom(values), scales, row, panel, at);
      ByteVector high = packed.lanewise(VectorOperators.LSHR, 4).and((byte) 15);
      store(high.selectFrom(values), scales, row, panel, at + ROWS);
    }
  }

  private static void store(ByteVector numbers, float[] scales, int row, float[] panel, int at) {
    scaled(numbers, 0, scales, row).intoArray(panel, at);
    if (LANES < 16) {
      scaled(numbers, 1, scales, row).intoArray(panel, at + LANES);
    }
    if (LANES < 8) {
      scaled(numbers, 2, scales, row).intoArray(panel, at + 2 * LANES);
      scaled(numbers, 3, scales, row).intoArray(panel, at + 3 * LANES);
    }
  }

  @Override
  public void multiply(MemorySegment tile, int columns, float[] x, float[] sums, float[] scales) {
    for (int k = 0; k < columns; k += 32) {
      long block = (long) (k / 32) * BLOCK;
      readScales(tile, block, scales);
      for (int row = 0; row < ROWS; row += BYTES.length()) {
        multiply(tile, block, row, scales, x, k, sums);
      }
    }
  }

  private static void multiply(
      MemorySegment tile, long block, int row, float[] scales, float[] x, int k, float[] sums) {
    ByteVector values = ByteVector.fromArray(BYTES, VALUES, 0);
    for (int pair = 0; pair < 16; pair++) {
      long from = block + HALVES + (long) pair * ROWS + row;
      ByteVector packed = ByteVector.fromMemorySegment(BYTES, tile, from, ByteOrder.LITTLE_ENDIAN);
      add(packed.and((byte) 15).selectFrom(values), scales, row, x[k + 2 * pair], sums);
      ByteVector high = packed.lanewise(VectorOperators.LSHR, 4).and((byte) 15);
      add(high.selectFrom(values), scales, row, x[k + 2 * pair + 1], sums);
    }
  }

  private static void add(ByteVector numbers, float[] scales, int row, float x, float[] sums) {
    add(scaled(numbers, 0, scales, row), x, sums, row);
    if (LANES < 16) {
      add(scaled(numbers, 1, scales, row), x, sums, row + LANES);
    }
    if (LANES < 8) {
      add(scaled(numbers, 2, scales, row), x, sums, row + 2 * LANES);
      add(scaled(numbers, 3, scales, row), x, sums, row + 3 * LANES);
    }
  }

  private static void add(FloatVector weights, float x, float[] sums, int at) {
    FloatVector sum = FloatVector.fromArray(FLOATS, sums, at);
    weights.fma(FloatVector.broadcast(FLOATS, x), sum).intoArray(sums, at);
  }

  private static FloatVector scaled(ByteVector numbers, int part, float[] scales, int row) {
    FloatVector scale = FloatVector.fromArray(FLOATS, scales, row + part * LANES);
    return ((FloatVector) numbers.convertShape(VectorOperators.B2F, FLOATS, part)).mul(scale);
  }

  private static void readScales(MemorySegment tile, long block, float[] scales) {
    for (int row = 0; row < ROWS; row += LANES) {
      Halves.load(SHORTS, INTS, tile, block + (long) row * Short.BYTES).intoArray(scales, row);
    }
  }
}
