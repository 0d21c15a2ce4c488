package seseragi.kernels;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import seseragi.kernels.scalar.ScalarKernels;

/** Operations on rows: norms, rotation, activation, sums, copies. */
interface RowContract {
  Kernels kernels(int threads);

  /** Runs an operation on both backends with the same numbers, and compares all of them after. */
  private void compare(
      int rows,
      int columns,
      double tolerance,
      String what,
      BiConsumer<Kernels, Matrix[]> operation) {
    Random random = new Random(columns * 31L + rows);
    float[][] numbers = {
      Numbers.random(rows * columns, random),
      Numbers.random(rows * columns, random),
      Numbers.random(rows * columns, random)
    };
    try (Kernels scalar = new ScalarKernels();
        Kernels kernels = kernels(2)) {
      Matrix[] expected = new Matrix[3];
      Matrix[] actual = new Matrix[3];
      for (int i = 0; i < 3; i++) {
        expected[i] = Numbers.of(scalar, rows, columns, numbers[i]);
        actual[i] = Numbers.of(kernels, rows, columns, numbers[i]);
      }
      operation.accept(scalar, expected);
      operation.accept(kernels, actual);
      for (int i = 0; i < 3; i++) {
        String which = "%s, %d x %d, matrix %d".formatted(what, rows, columns, i);
        Numbers.assertClose(Numbers.all(expected[i]), Numbers.all(actual[i]), tolerance, which);
      }
    }
  }

  @Test
  default void sumsEqualTheSpecification() {
    for (int columns : new int[] {1, 3, 16, 31, 64, 100}) {
      compare(5, columns, 0, "add", (k, m) -> k.add(m[0], m[1], 4));
      compare(5, columns, 0, "addBias", (k, m) -> k.addBias(m[0], m[1], 4));
      compare(5, columns, 0, "add to itself", (k, m) -> k.add(m[0], m[0], 5));
      compare(5, columns, 0, "select", (k, m) -> k.select(m[0], new int[] {4, 0, 4}, 3, m[1]));
    }
  }

  @Test
  default void activationIsCloseToTheSpecification() {
    for (int columns : new int[] {1, 3, 16, 31, 64, 100}) {
      compare(3, columns, 1e-6, "swiglu", (k, m) -> k.swiglu(m[0], m[1], 3, m[2]));
      compare(3, columns, 1e-6, "swiglu in place", (k, m) -> k.swiglu(m[0], m[1], 2, m[0]));
      compare(3, columns, 1e-6, "swiglu into up", (k, m) -> k.swiglu(m[0], m[1], 2, m[1]));
    }
  }

  @Test
  default void activationOfExtremeNumbersStaysFinite() {
    float[] gates = { // a whole register
      -3e38f, -1000, -88.5f, -88, -87, -20, -1e-30f, -0f, 0, 1e-30f, 20, 87, 88, 88.5f, 1000, 3e38f
    };
    try (Kernels scalar = new ScalarKernels();
        Kernels kernels = kernels(1)) {
      float[] ones = new float[gates.length];
      Arrays.fill(ones, 1);
      Matrix expected = Numbers.of(scalar, 1, gates.length, gates);
      Matrix actual = Numbers.of(kernels, 1, gates.length, gates);
      scalar.swiglu(expected, Numbers.of(scalar, 1, gates.length, ones), 1, expected);
      kernels.swiglu(actual, Numbers.of(kernels, 1, gates.length, ones), 1, actual);
      Numbers.assertClose(Numbers.all(expected), Numbers.all(actual), 1e-6, "extreme gates");
    }
  }

  @Test
  default void normsAreCloseToTheSpecification() {
    for (int columns : new int[] {1, 3, 16, 31, 64, 100}) {
      compare(3, columns, 1e-5, "norm", (k, m) -> k.rmsNorm(m[0], m[1], 1e-5f, 3, m[2]));
      compare(3, columns, 1e-5, "in place", (k, m) -> k.rmsNorm(m[0], m[1], 1e-5f, 2, m[0]));
    }
    for (int head : new int[] {20, 32}) {
      compare(
          4,
          6 * head,
          1e-5,
          "norm of each head",
          (k, m) -> k.rmsNorm(m[0], m[1].columns(0, head), 1e-6f, 4, m[0]));
    }
  }

  @Test
  default void normOfZerosIsZero() {
    try (Kernels kernels = kernels(1)) {
      Matrix x = kernels.matrix(1, 40);
      Matrix weight = Numbers.random(kernels, 1, 40, new Random(21));
      kernels.rmsNorm(x, weight.columns(0, 40), 1e-6f, 1, x);
      Numbers.assertClose(new float[40], Numbers.row(x, 0), 0, "norm of zeros");
    }
  }

  @Test
  default void rotationsAreCloseToTheSpecification() {
    for (RopePairing pairing : RopePairing.values()) {
      for (int[] shape :
          new int[][] {{64, 64, 3}, {64, 20, 2}, {10, 6, 5}, {2, 2, 7}, {128, 34, 1}}) {
        int head = shape[0];
        int rotated = shape[1];
        compare(
            4,
            head * shape[2],
            1e-6,
            pairing + " " + head,
            (k, m) -> k.rope(m[0], head, pairing, m[1].columns(0, rotated), 3));
      }
    }
  }

  @Test
  default void bitsOfARowDoNotDependOnTheOthers() {
    for (int columns : new int[] {33, 200}) {
      Random random = new Random(20);
      float[] numbers = Numbers.random(64 * columns, random);
      try (Kernels kernels = kernels(3)) {
        Matrix many = Numbers.of(kernels, 64, columns, numbers);
        Matrix weight = Numbers.random(kernels, 1, columns, random);
        Matrix out = kernels.matrix(64, columns);
        kernels.rmsNorm(many, weight, 1e-5f, 64, out);
        kernels.swiglu(out, many, 64, out);
        for (int i = 0; i < 64; i += 9) {
          Matrix one = kernels.matrix(1, columns);
          one.write(0, numbers, i * columns);
          Matrix alone = kernels.matrix(1, columns);
          kernels.rmsNorm(one, weight, 1e-5f, 1, alone);
          kernels.swiglu(alone, one, 1, alone);
          Numbers.assertSameBits(Numbers.row(alone, 0), Numbers.row(out, i), "row " + i);
        }
      }
    }
  }
}
