package seseragi.kernels.x64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import seseragi.kernels.Kernels;
import seseragi.kernels.Matrix;
import seseragi.kernels.TestTensors;
import seseragi.kernels.Weights;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.scalar.ScalarKernels;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class FloatProductTest {
  private static final CpuFeatures CPU = CpuFeatures.detect(ExecutableMemory.ofThisSystem());

  private final Random random = new Random(11);

  static List<Arguments> levelsAndTypes() {
    List<Arguments> cases = new ArrayList<>();
    for (Level level : Level.values()) {
      for (QuantType type : List.of(QuantType.F32, QuantType.F16, QuantType.BF16)) {
        cases.add(Arguments.of(level, type));
      }
    }
    return cases;
  }

  private static Kernels machineCode(Level level) {
    assumeTrue(level.runsOn(CPU), level + " is not of this machine");
    return X64Kernels.create(new WorkerPool(2), Optional.of(level.externalName()), true, Set.of());
  }

  @ParameterizedTest
  @MethodSource("levelsAndTypes")
  void everyShapeIsTheProductOfTheNumbers(Level level, QuantType type) {
    try (Kernels kernels = machineCode(level);
        Kernels scalar = new ScalarKernels()) {
      for (int columns : new int[] {16, 48, 1040}) {
        for (int rows : new int[] {1, 3, 4, 9, 70}) {
          for (int batch : new int[] {1, 2, 3, 4, 5, 6, 13}) {
            List<Tensor> tensors =
                List.of(
                    TestTensors.random(type, rows, columns, 1, random),
                    TestTensors.random(type, 5, columns, 1, random));
            assertInstanceOf(FloatWeights.class, kernels.weights(tensors));
            float[] x = numbers(batch * columns);
            compare(scalar, tensors, x, batch, product(kernels, tensors, x, batch));
          }
        }
      }
    }
  }

  private static void compare(
      Kernels scalar, List<Tensor> tensors, float[] x, int batch, float[] actual) {
    float[] expected = product(scalar, tensors, x, batch);
    double rounding = 4e-7 * tensors.getFirst().columns(); // of terms that are about 1
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], rounding, "number " + i);
    }
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static float[] product(Kernels kernels, List<Tensor> tensors, float[] x, int batch) {
    Weights weights = kernels.weights(tensors);
    Matrix in = kernels.matrix(batch, weights.columns());
    for (int i = 0; i < batch; i++) {
      in.write(i, x, i * weights.columns());
    }
    Matrix out = kernels.matrix(batch, weights.rows());
    kernels.matmul(weights, in, batch, out);
    float[] numbers = new float[batch * weights.rows()];
    for (int i = 0; i < batch; i++) {
      out.read(i, numbers, i * weights.rows());
    }
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("levelsAndTypes")
  void aRowHasTheSameBitsAloneAndAmongOthers(Level level, QuantType type) {
    int columns = 160;
    int rows = 11;
    List<Tensor> tensors = List.of(TestTensors.random(type, rows, columns, 1, random));
    float[] x = numbers(13 * columns);
    try (Kernels kernels = machineCode(level)) {
      float[] all = product(kernels, tensors, x, 13);
      for (int i = 0; i < 13; i++) {
        float[] row = Arrays.copyOfRange(x, i * columns, (i + 1) * columns);
        float[] expected = Arrays.copyOfRange(all, i * rows, (i + 1) * rows);
        assertArrayEquals(expected, product(kernels, tensors, row, 1), "row " + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("levelsAndTypes")
  void rowsAreGatheredExactly(Level level, QuantType type) {
    List<Tensor> tensors =
        List.of(
            TestTensors.random(type, 3, 32, 1, random), TestTensors.random(type, 4, 32, 1, random));
    int[] ids = {0, 2, 3, 6, 6};
    try (Kernels kernels = machineCode(level);
        Kernels scalar = new ScalarKernels()) {
      Matrix expected = scalar.matrix(5, 32);
      Matrix actual = kernels.matrix(5, 32);
      scalar.gather(scalar.weights(tensors), ids, 5, expected);
      kernels.gather(kernels.weights(tensors), ids, 5, actual);
      for (int i = 0; i < 5; i++) {
        assertArrayEquals(row(expected, i), row(actual, i));
      }
    }
  }

  private static float[] row(Matrix matrix, int row) {
    float[] numbers = new float[matrix.columns()];
    matrix.read(row, numbers, 0);
    return numbers;
  }

  @Test
  void whatHasNoCodeIsRefused() {
    assertFalse(FloatKernel.supports(QuantType.Q8_0));
    assertFalse(
        FloatWeights.supports(List.of(TestTensors.random(QuantType.F16, 2, 24, 1, random))));
    assertThrows(
        IllegalArgumentException.class, () -> new FloatKernel(QuantType.F16, 4, 4, true, false));
    assertThrows(
        IllegalArgumentException.class, () -> new FloatKernel(QuantType.F16, 1, 2, true, true));
  }
}
