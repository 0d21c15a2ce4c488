package seseragi.kernels.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import seseragi.kernels.tensor.SampleTensor;
import seseragi.kernels.tensor.Tensor;

class PackerTest {
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);

  @ParameterizedTest
  @EnumSource(PackedFormat.class)
  void everyByteOfATileIsThatOfTheSpecification(PackedFormat format) {
    int step = format.type.blockSize() / PackedFormat.BLOCK;
    for (int rows : new int[] {1, 15, 16, 37}) {
      for (int parts : new int[] {1, 2, 3, 5, 16, 17}) {
        int blocks = parts * step;
        try (Arena arena = Arena.ofConfined()) {
          Tensor tensor = SampleTensor.of(format.type, rows, 32 * blocks, random, arena);
          compare(format, tensor, blocks, arena);
        }
      }
    }
  }

  /** One packer packs all tiles, the last first: nothing of one tile may show in another. */
  private void compare(PackedFormat format, Tensor tensor, int blocks, Arena arena) {
    long bytes = format.tileBytes(blocks);
    PackerSpecification specification = new PackerSpecification(format, tensor);
    Packer packer = new Packer(format, tensor);
    int tiles = Math.toIntExact(Math.ceilDiv(tensor.rows(), 16L));
    for (int tile : new int[] {tiles - 1, 0, tiles - 1}) {
      MemorySegment expected = arena.allocate(bytes, 64);
      specification.pack(tile, expected);
      MemorySegment actual = arena.allocate(bytes, 64);
      actual.fill((byte) random.nextInt());
      packer.pack(tile, actual);
      String what = "%s, tile %d, %d blocks".formatted(tensor, tile, blocks);
      assertEquals(-1, expected.mismatch(actual), what);
    }
  }
}
