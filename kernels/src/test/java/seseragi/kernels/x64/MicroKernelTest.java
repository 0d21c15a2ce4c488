package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.scalar.ScalarKernels;
import seseragi.kernels.tensor.Tensor;

@EnabledIf("machineHasVnni")
class MicroKernelTest {
  private static final FunctionDescriptor KERNEL =
      FunctionDescriptor.ofVoid(
          ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS);

  static boolean machineHasVnni() {
    return System.getProperty("os.arch").equals("amd64")
        && System.getProperty("os.name").equals("Linux")
        && CpuFeatures.detect(ExecutableMemory.ofThisSystem()).avx512Vnni();
  }

  @ParameterizedTest
  @EnumSource(PackedFormat.class)
  void equalsTheProductOfWhatTheBytesStandFor(PackedFormat format) throws Throwable {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
    for (int tiles = 1; tiles <= 4; tiles++) {
      for (int tokens = 1; MicroKernel.fits(tokens, tiles); tokens++) {
        check(format, tokens, tiles, random);
      }
    }
  }

  private static void check(PackedFormat format, int tokens, int tiles, RandomGenerator random)
      throws Throwable {
    try (Arena arena = Arena.ofConfined();
        ScalarKernels scalar = new ScalarKernels()) {
      int columns = 512; // two super-blocks
      int blocks = columns / 32;
      int rows = tiles * 16;
      Tensor tensor = RandomTensor.of(format.type, rows, columns, random, arena);
      HostMatrix weights = scalar.constant(tensor);
      long tileBytes = format.tileBytes(blocks);
      MemorySegment packed = arena.allocate(tiles * tileBytes, 64);
      Packer packer = new Packer(format, tensor);
      for (int tile = 0; tile < tiles; tile++) {
        packer.pack(tile, packed.asSlice(tile * tileBytes, tileBytes));
      }
      MemorySegment group = arena.allocate(TokenPacker.groupBytes(blocks, tokens), 64);
      MemorySegment x = arena.allocate(columns * 4L, 64);
      for (int t = 0; t < tokens; t++) {
        for (int k = 0; k < columns; k++) {
          x.setAtIndex(JAVA_FLOAT, k, (float) random.nextGaussian());
        }
        TokenPacker.pack(format, x, 0, blocks, group, tokens, t);
      }
      MemorySegment out = arena.allocate(4L * tokens * rows, 64);
      run(format, tokens, tiles, blocks, packed, group, out, arena);
      compare(weights, group, tokens, out);
    }
  }

  private static void run(
      PackedFormat format,
      int tokens,
      int tiles,
      int blocks,
      MemorySegment packed,
      MemorySegment group,
      MemorySegment out,
      Arena arena)
      throws Throwable {
    byte[] code = new MicroKernel(format, tokens, tiles).assemble();
    MethodHandle kernel = ExecutableMemory.ofThisSystem().load(code, KERNEL, arena);
    MemorySegment constants = arena.allocate(MicroKernel.CONSTANT_BYTES, 64);
    constants.copyFrom(MemorySegment.ofArray(MicroKernel.constants(format)));
    kernel.invokeExact(
        packed,
        packed.asSlice(format.scaleOffset(blocks)),
        packed.asSlice(format.superOffset(blocks)),
        format.tileBytes(blocks),
        group,
        out,
        tiles * 64L,
        (long) blocks,
        constants);
  }

  private static void compare(
      HostMatrix weights, MemorySegment group, int tokens, MemorySegment out) {
    float[] numbers = new float[weights.columns()];
    for (int t = 0; t < tokens; t++) {
      for (int r = 0; r < weights.rows(); r++) {
        weights.read(r, numbers, 0);
        double expected = 0;
        double size = 0;
        for (int k = 0; k < weights.columns(); k++) {
          long block = (long) (k / 32) * PackedTokens.blockBytes(tokens);
          float scale = group.get(JAVA_FLOAT, block + PackedTokens.scale(tokens, t));
          double term = (double) numbers[k] * scale * TokenPacker.quant(group, tokens, t, k);
          expected += term;
          size += Math.abs(term);
        }
        float actual = out.getAtIndex(JAVA_FLOAT, (long) t * weights.rows() + r);
        assertEquals(
            expected, actual, 3e-6 * size, "token %d of %d, row %d".formatted(t, tokens, r));
      }
    }
  }
}
