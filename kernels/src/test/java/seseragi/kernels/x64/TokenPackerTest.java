package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import seseragi.kernels.memory.ExecutableMemory;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class TokenPackerTest {
  private static final ExecutableMemory EXECUTABLE = ExecutableMemory.ofThisSystem();

  private final SplittableRandom random = new SplittableRandom(3);

  @BeforeEach
  void aCpuWithAvx2() {
    assumeTrue(CpuFeatures.detect(EXECUTABLE).avx2());
  }

  @ParameterizedTest
  @EnumSource(PackedFormat.class)
  void hasTheBitsOfTheSpecification(PackedFormat format) {
    List<IntToDoubleFunction> numbers =
        List.of(
            i -> random.nextGaussian(),
            i -> random.nextInt(-254, 255) / 2.0, // ties
            i -> i % 37 == 5 ? 1e30 : random.nextGaussian(),
            i -> random.nextGaussian() * 1e-30,
            i -> random.nextGaussian() * 1e-42, // subnormal
            i -> i % 3 == 0 ? -0.0 : 0,
            i -> random.nextGaussian() * Math.scalb(1.0, i / 32 * 5 % 160 - 80),
            i -> i % 512 < 256 ? 1e30 : random.nextGaussian() * 1e-10,
            i -> random.nextBoolean() ? 3.4e38 : -3.4e38);
    for (IntToDoubleFunction number : numbers) {
      for (int tokens = 1; tokens <= 6; tokens++) {
        for (int blocks : format.scales.hasSuper() ? new int[] {8, 24} : new int[] {1, 8, 19}) {
          compare(format, number, tokens, blocks);
        }
      }
    }
  }

  private static void compare(
      PackedFormat format, IntToDoubleFunction number, int tokens, int blocks) {
    try (Arena arena = Arena.ofConfined()) {
      TokenPacker packer = new TokenPacker(EXECUTABLE, arena);
      long rowBytes = blocks * 128L;
      MemorySegment x = arena.allocate(4 + tokens * rowBytes, 64);
      for (int i = 0; i < tokens * blocks * 32; i++) {
        x.setAtIndex(JAVA_FLOAT, 1L + i, (float) number.applyAsDouble(i));
      }
      long bytes = PackedTokens.bytes(blocks, tokens);
      MemorySegment expected = arena.allocate(bytes, 64);
      MemorySegment actual = arena.allocate(bytes, 64);
      for (int token = 0; token < tokens; token++) {
        long at = 4 + token * rowBytes;
        TokenSpecification.pack(format, x, at, blocks, expected, tokens, token);
        packer.pack(format, x, at, blocks, actual, tokens, token);
      }
      String what = "%s, %d tokens, %d blocks".formatted(format, tokens, blocks);
      assertEquals(-1, expected.mismatch(actual), what);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aNumberThatIsNotFiniteShowsInItsRow(float number) {
    for (int at : new int[] {17, 300, 600}) { // in each of the segments
      try (Arena arena = Arena.ofConfined()) {
        TokenPacker packer = new TokenPacker(EXECUTABLE, arena);
        MemorySegment x = arena.allocate(4 * 640, 64);
        x.setAtIndex(JAVA_FLOAT, 18, 1);
        x.setAtIndex(JAVA_FLOAT, 500, 1);
        x.setAtIndex(JAVA_FLOAT, at, number);
        MemorySegment group = arena.allocate(PackedTokens.bytes(20, 1), 64);
        packer.pack(PackedFormat.Q8, x, 0, 20, group, 1, 0);
        float unit = group.get(JAVA_FLOAT, PackedTokens.bytes(20, 1) - 4);
        for (int b = 0; b < 20; b += PackedTokens.SEGMENT) {
          unit *= group.get(JAVA_FLOAT, PackedTokens.block(1, b) - 4);
        }
        assertFalse(Float.isFinite(unit));
      }
    }
  }
}
