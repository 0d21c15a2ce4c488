package seseragi.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import seseragi.kernels.scalar.ScalarKernels;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/** Matrix products and gathers of a backend: those of the specification, whatever the batch. */
interface ProductContract {
  /** Rows that are computed alone, then in batches. */
  int ROWS = 96;

  Kernels kernels(int threads);

  @ParameterizedTest
  @EnumSource(QuantType.class)
  default void productsEqualTheSpecification(QuantType type) {
    Random random = new Random(7);
    try (Kernels kernels = kernels(2);
        Kernels scalar = new ScalarKernels()) {
      for (int rows : new int[] {1, 64, 97}) {
        for (int blocks : new int[] {1, 3}) {
          int columns = type.blockSize() == 1 ? blocks * 67 : blocks * type.blockSize();
          Tensor tensor = TestTensors.random(type, rows, columns, 0.5f, random);
          for (int batch : new int[] {1, 2, 7}) {
            float[] x = Numbers.eightBit(batch, columns, random);
            String what = "%s %dx%d, batch %d".formatted(type, rows, columns, batch);
            float[] expected = product(scalar, tensor, x, batch);
            float[] actual = product(kernels, tensor, x, batch);
            assertRounded(expected, actual, sizes(scalar, tensor, x, batch), what);
          }
        }
      }
    }
  }

  /** Each pair differs by what summing in another order may do: relative to the sizes summed. */
  private static void assertRounded(float[] expected, float[] actual, double[] sizes, String what) {
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs((double) expected[i] - actual[i]) <= 2e-6 * (1 + sizes[i]))) {
        fail("%s: number %d is %s, not %s".formatted(what, i, actual[i], expected[i]));
      }
    }
  }

  /** {@code |x| * |weights|^T}. */
  private static double[] sizes(Kernels scalar, Tensor tensor, float[] x, int batch) {
    Matrix weights = scalar.constant(tensor);
    double[] sizes = new double[batch * weights.rows()];
    for (int row = 0; row < weights.rows(); row++) {
      float[] numbers = Numbers.row(weights, row);
      for (int i = 0; i < batch; i++) {
        for (int k = 0; k < numbers.length; k++) {
          sizes[i * weights.rows() + row] +=
              Math.abs((double) numbers[k] * x[i * numbers.length + k]);
        }
      }
    }
    return sizes;
  }

  private static float[] product(Kernels kernels, Tensor tensor, float[] numbers, int rows) {
    Weights weights = kernels.weights(tensor);
    Matrix x = Numbers.of(kernels, rows, weights.columns(), numbers);
    Matrix out = kernels.matrix(rows, weights.rows());
    kernels.matmul(weights, x, rows, out);
    return Numbers.all(out);
  }

  @ParameterizedTest
  @EnumSource(QuantType.class)
  default void rowsAreGatheredExactly(QuantType type) {
    Random random = new Random(8);
    try (Kernels kernels = kernels(3);
        Kernels scalar = new ScalarKernels()) {
      int columns = type.blockSize() == 1 ? 201 : 3 * type.blockSize();
      Tensor tensor = TestTensors.random(type, 130, columns, 2, random);
      int[] ids = {0, 63, 64, 129, 5, 5};
      Matrix expected = scalar.matrix(6, columns);
      Matrix actual = kernels.matrix(6, columns);
      scalar.gather(scalar.weights(tensor), ids, 6, expected);
      kernels.gather(kernels.weights(tensor), ids, 6, actual);
      Numbers.assertClose(Numbers.all(expected), Numbers.all(actual), 0, type + " gathered");
      Matrix constant = kernels.constant(tensor);
      assertEquals(130, constant.rows());
      Numbers.assertClose(Numbers.row(expected, 3), Numbers.row(constant, 129), 0, "constant");
    }
  }

  @ParameterizedTest
  @EnumSource(QuantType.class)
  default void extremeScalesAreExact(QuantType type) {
    float[] scales = {65504, 6.1e-5f, 5.96e-8f, 0, -65504};
    try (Kernels kernels = kernels(1);
        Kernels scalar = new ScalarKernels()) {
      for (float scale : scales) {
        int columns = 2 * Math.max(type.blockSize(), 16);
        Random random = new Random(9);
        Tensor tensor = TestTensors.random(type, 64, columns, Math.min(scale, 2000), random);
        int[] ids = {0, 17, 63};
        Matrix expected = scalar.matrix(3, columns);
        Matrix actual = kernels.matrix(3, columns);
        scalar.gather(scalar.weights(tensor), ids, 3, expected);
        kernels.gather(kernels.weights(tensor), ids, 3, actual);
        Numbers.assertClose(Numbers.all(expected), Numbers.all(actual), 0, type + " " + scale);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(QuantType.class)
  default void bitsOfARowDoNotDependOnTheBatch(QuantType type) {
    Random random = new Random(10);
    int columns = type.blockSize() == 1 ? 423 : 544 / type.blockSize() * type.blockSize();
    int rows = 166;
    Tensor tensor = TestTensors.random(type, rows, columns, 0.5f, random);
    float[] x = Numbers.random(ROWS * columns, random);
    try (Kernels alone = kernels(1)) {
      Weights weights = alone.weights(tensor);
      List<float[]> expected = new ArrayList<>();
      Matrix one = alone.matrix(1, columns);
      Matrix out = alone.matrix(1, rows);
      for (int i = 0; i < ROWS; i++) {
        one.write(0, x, i * columns);
        alone.matmul(weights, one, 1, out);
        expected.add(Numbers.row(out, 0));
      }
      for (int threads = 1; threads <= 3; threads++) {
        try (Kernels kernels = kernels(threads)) {
          Weights same = kernels.weights(tensor);
          for (int batch : new int[] {1, 2, 7, 9, 16, 96}) {
            int first = random.nextInt(ROWS + 1 - batch);
            compareBatch(kernels, same, x, batch, first, expected);
          }
        }
      }
    }
  }

  private static void compareBatch(
      Kernels kernels, Weights weights, float[] x, int batch, int first, List<float[]> expected) {
    int columns = weights.columns();
    Matrix in = kernels.matrix(batch, columns);
    Matrix out = kernels.matrix(batch, weights.rows());
    for (int i = 0; i < batch; i++) {
      in.write(i, x, (first + i) * columns);
    }
    kernels.matmul(weights, in, batch, out);
    for (int i = 0; i < batch; i++) {
      String what = "row %d of %d, %d threads".formatted(i, batch, kernels.threads());
      Numbers.assertSameBits(expected.get(first + i), Numbers.row(out, i), what);
    }
  }

  @Test
  default void stackedTensorsOfDifferentTypesAreOneMatrix() {
    Random random = new Random(11);
    List<Tensor> parts =
        List.of(
            TestTensors.random(QuantType.Q4_K, 70, 256, 1, random),
            TestTensors.random(QuantType.Q6_K, 3, 256, 1, random),
            TestTensors.random(QuantType.F16, 65, 256, 1, random),
            TestTensors.random(QuantType.F32, 64, 256, 1, random));
    float[] x = Numbers.eightBit(9, 256, random);
    try (Kernels kernels = kernels(2);
        Kernels scalar = new ScalarKernels()) {
      Weights expectedWeights = scalar.weights(parts);
      Weights weights = kernels.weights(parts);
      assertEquals(202, weights.rows());
      Matrix expected = scalar.matrix(9, 202);
      Matrix actual = kernels.matrix(9, 202);
      scalar.matmul(expectedWeights, Numbers.of(scalar, 9, 256, x), 9, expected);
      kernels.matmul(weights, Numbers.of(kernels, 9, 256, x), 9, actual);
      Numbers.assertClose(Numbers.all(expected), Numbers.all(actual), 1e-6, "stacked");
    }
  }

  @Test
  default void stackedQuantisedTensorsAreOneMatrixForAnyNumberOfRowsAndThreads() {
    Random random = new Random(14);
    List<Tensor> parts =
        List.of(
            TestTensors.random(QuantType.Q4_K, 70, 512, 1, random),
            TestTensors.random(QuantType.Q6_K, 3, 512, 1, random),
            TestTensors.random(QuantType.Q8_0, 250, 512, 1, random),
            TestTensors.random(QuantType.Q4_1, 16, 512, 1, random));
    for (int rows : new int[] {1, 3, 6, 9, 40}) {
      float[] x = Numbers.random(rows * 512, random);
      try (Kernels kernels = kernels(1 + rows % 4);
          Kernels alone = kernels(1)) {
        Matrix actual = kernels.matrix(rows, 339);
        kernels.matmul(kernels.weights(parts), Numbers.of(kernels, rows, 512, x), rows, actual);
        int first = 0;
        for (Tensor part : parts) {
          int count = Math.toIntExact(part.rows());
          float[] expected = product(alone, part, x, rows);
          float[] same = Numbers.all(actual.columns(first, count));
          Numbers.assertSameBits(expected, same, rows + " rows, " + part.type());
          first += count;
        }
      }
    }
  }

  @Test
  default void oddColumnsOfMixedFloatTypesStack() {
    Random random = new Random(12);
    List<Tensor> parts =
        List.of(
            TestTensors.random(QuantType.F32, 5, 33, 1, random),
            TestTensors.random(QuantType.BF16, 70, 33, 1, random));
    float[] x = Numbers.random(33, random);
    try (Kernels kernels = kernels(1);
        Kernels scalar = new ScalarKernels()) {
      Matrix expected = scalar.matrix(1, 75);
      Matrix actual = kernels.matrix(1, 75);
      scalar.matmul(scalar.weights(parts), Numbers.of(scalar, 1, 33, x), 1, expected);
      kernels.matmul(kernels.weights(parts), Numbers.of(kernels, 1, 33, x), 1, actual);
      Numbers.assertClose(Numbers.all(expected), Numbers.all(actual), 1e-6, "odd columns");
    }
  }

  @Test
  default void viewsAreReadAndWrittenInPlace() {
    Random random = new Random(13);
    Tensor tensor = TestTensors.random(QuantType.Q8_0, 40, 64, 1, random);
    float[] x = Numbers.random(3 * 200, random);
    float[] eightBit = Numbers.eightBit(3, 64, random);
    for (int i = 0; i < 3; i++) {
      System.arraycopy(eightBit, 64 * i, x, 200 * i + 7, 64);
    }
    try (Kernels kernels = kernels(2);
        Kernels scalar = new ScalarKernels()) {
      Matrix expected = Numbers.of(scalar, 3, 200, x);
      Matrix actual = Numbers.of(kernels, 3, 200, x);
      scalar.matmul(scalar.weights(tensor), expected.columns(7, 64), 2, expected.columns(101, 40));
      kernels.matmul(kernels.weights(tensor), actual.columns(7, 64), 2, actual.columns(101, 40));
      Numbers.assertClose(Numbers.all(expected), Numbers.all(actual), 1e-6, "views");
    }
  }

  @Test
  default void weightsStayWithinATenthOfTheirFile() {
    try (Kernels kernels = kernels(2)) {
      for (QuantType type : QuantType.values()) {
        Tensor tensor = TestTensors.random(type, 256, 512, 1, new Random(14));
        double ratio = (double) kernels.weights(tensor).bytes() / tensor.data().byteSize();
        assertTrue(ratio >= 1 && ratio <= 1.1, () -> type + " takes " + ratio + " of its file");
      }
    }
  }
}
