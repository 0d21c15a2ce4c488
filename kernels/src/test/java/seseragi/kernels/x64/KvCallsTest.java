package seseragi.kernels.x64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvType;
import seseragi.kernels.Matrix;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.vector.VectorKernels;
import seseragi.kernels.vector.VectorKv;

/** Every byte of a cache, against that of the kernels without machine code. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class KvCallsTest {
  private static final float[] EXTREMES = {
    0,
    -0f,
    1e-8f,
    5.96e-8f,
    -3e-8f,
    6.1e-5f,
    65504,
    65519,
    65520,
    -1e30f,
    Float.MIN_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    0.1f,
    2049,
    2051
  };

  private static final int ROWS = 40;

  @ParameterizedTest
  @CsvSource({
    "1, 16, 1, 64, 64",
    "3, 16, 4, 64, 64",
    "2, 1, 2, 8, 24",
    "2, 33, 3, 40, 128",
    "1, 64, 8, 128, 256"
  })
  void cachesAreTheSame(int layers, int blockSize, int heads, int keySize, int valueSize) {
    CpuFeatures cpu = CpuFeatures.detect(ExecutableMemory.ofThisSystem());
    assumeTrue(Level.best(cpu).isPresent(), "this CPU has none of the levels");
    KvShape shape =
        new KvShape(layers, 80 / blockSize + 1, blockSize, heads, keySize, valueSize, KvType.F16);
    assertTrue(KvCalls.supports(shape));
    try (Kernels expected = new VectorKernels(128, 2);
        Kernels actual = X64Kernels.create(new WorkerPool(2), Optional.empty(), true, Set.of())) {
      VectorKv one = stored(expected, shape);
      VectorKv other = stored(actual, shape);
      for (int layer = 0; layer < layers; layer++) {
        assertSame(one.keys(layer), other.keys(layer), "keys of layer " + layer);
        assertSame(one.values(layer), other.values(layer), "values of layer " + layer);
      }
    }
  }

  private static VectorKv stored(Kernels kernels, KvShape shape) {
    SplittableRandom random = new SplittableRandom(5);
    VectorKv storage = (VectorKv) kernels.kvStorage(shape);
    Matrix keys = kernels.matrix(ROWS, shape.heads() * shape.keySize());
    Matrix values = kernels.matrix(ROWS, shape.heads() * shape.valueSize());
    int[] slots = random.ints(0, shape.slots()).distinct().limit(ROWS).toArray();
    for (int layer = 0; layer < shape.layers(); layer++) {
      fill(keys, random);
      fill(values, random);
      kernels.storeKv(storage, layer, keys, values, slots, ROWS);
    }
    return storage;
  }

  private static void fill(Matrix matrix, SplittableRandom random) {
    float[] numbers = new float[matrix.columns()];
    for (int row = 0; row < matrix.rows(); row++) {
      for (int i = 0; i < numbers.length; i++) {
        boolean extreme = random.nextInt(8) == 0;
        numbers[i] =
            extreme
                ? EXTREMES[random.nextInt(EXTREMES.length)]
                : (float) random.nextDouble(-100, 100);
      }
      matrix.write(row, numbers, 0);
    }
  }

  private static void assertSame(MemorySegment expected, MemorySegment actual, String what) {
    assertEquals(expected.byteSize(), actual.byteSize());
    assertArrayEquals(
        expected.toArray(ValueLayout.JAVA_SHORT), actual.toArray(ValueLayout.JAVA_SHORT), what);
  }
}
