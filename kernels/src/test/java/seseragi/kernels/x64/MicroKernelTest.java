package seseragi.kernels.x64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.scalar.ScalarKernels;
import seseragi.kernels.tensor.SampleTensor;
import seseragi.kernels.tensor.Tensor;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class MicroKernelTest {
  private static final CpuFeatures CPU = CpuFeatures.detect(ExecutableMemory.ofThisSystem());

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);

  static List<Arguments> levelsAndFormats() {
    List<Arguments> cases = new ArrayList<>();
    for (Level level : Level.values()) {
      for (PackedFormat format : PackedFormat.values()) {
        cases.add(Arguments.of(level, format));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @EnumSource(PackedFormat.class)
  void thePackedProductIsThatOfWhatTheBytesStandFor(PackedFormat format) {
    try (Arena arena = Arena.ofConfined();
        ScalarKernels scalar = new ScalarKernels()) {
      Tensor tensor = SampleTensor.of(format.type, 32, 768, random, arena);
      PackedCase packed = new PackedCase(format, tensor, 3, i -> random.nextGaussian(), arena);
      compare(scalar.constant(tensor), packed);
    }
  }

  private static void compare(HostMatrix weights, PackedCase packed) {
    float[] numbers = new float[weights.columns()];
    float[] actual = packed.specification();
    int tokens = packed.tokens;
    for (int t = 0; t < tokens; t++) {
      for (int r = 0; r < weights.rows(); r++) {
        weights.read(r, numbers, 0);
        double expected = 0;
        double size = 0;
        for (int k = 0; k < weights.columns(); k++) {
          double x = TokenSpecification.number(packed.group, weights.columns(), tokens, t, k);
          double term = numbers[k] * x;
          expected += term;
          size += Math.abs(term);
        }
        String what = "token %d of %d, row %d".formatted(t, tokens, r);
        assertEquals(expected, actual[t * weights.rows() + r], 3e-6 * size, what);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("levelsAndFormats")
  void everyShapeGivesTheBitsOfThePackedProduct(Level level, PackedFormat format) throws Throwable {
    assumeTrue(level.runsOn(CPU), level + " is not of this machine");
    for (int tiles = 1; tiles <= 4; tiles++) {
      for (int tokens = 1; level.fits(tokens, tiles); tokens++) {
        for (int blocks : format.scales.hasSuper() ? new int[] {8, 24} : new int[] {1, 3, 8, 18}) {
          try (Arena arena = Arena.ofConfined()) {
            Tensor tensor = SampleTensor.of(format.type, tiles * 16, blocks * 32, random, arena);
            check(level, new PackedCase(format, tensor, tokens, i -> random.nextGaussian(), arena));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("levelsAndFormats")
  void extremeQuantsScalesAndActivationsGiveTheBitsOfThePackedProduct(
      Level level, PackedFormat format) throws Throwable {
    assumeTrue(level.runsOn(CPU), level + " is not of this machine");
    List<IntToDoubleFunction> activations =
        List.of(
            i -> 0,
            i -> 1,
            i -> -1e30,
            i -> random.nextBoolean() ? 3 : -3,
            i -> i % 32 == 5 ? 1e30 : 1e-3,
            i -> 1e-30);
    for (int fill : new int[] {0, 0xff, 0x80, 0x7f, 0x81, 0x08, 0xf0}) {
      for (IntToDoubleFunction x : activations) {
        for (int tiles = 1; tiles <= 2; tiles++) {
          try (Arena arena = Arena.ofConfined()) {
            Tensor tensor = ExtremeTensor.of(format.type, 16L * tiles, 256, fill, random, arena);
            check(level, new PackedCase(format, tensor, 2, x, arena));
          }
        }
      }
    }
  }

  private static void check(Level level, PackedCase packed) throws Throwable {
    float[] expected = packed.specification();
    for (MicroKernel.Near near : MicroKernel.Near.values()) {
      for (int repeats = 1; repeats <= packed.tiles; repeats++) {
        if (packed.tiles % repeats == 0) {
          int tiles = packed.tiles / repeats;
          byte[] code = level.assemble(packed.format, packed.tokens, tiles, near, CPU);
          String what = "%d tokens x %d tiles, %s".formatted(packed.tokens, tiles, near);
          assertArrayEquals(expected, packed.run(code, repeats), what);
        }
      }
    }
  }
}
