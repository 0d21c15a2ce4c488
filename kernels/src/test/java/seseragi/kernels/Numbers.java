package seseragi.kernels;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.random.RandomGenerator;

/** Contents of matrices in tests. */
final class Numbers {
  private Numbers() {}

  /** A matrix of normally distributed numbers. */
  static Matrix random(Kernels kernels, int rows, int columns, RandomGenerator random) {
    return of(kernels, rows, columns, random(rows * columns, random));
  }

  static float[] random(int count, RandomGenerator random) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /**
   * Numbers that are the same after rounding to 8 bits in blocks of 32 columns, the largest of
   * which is 127/128: so a backend that rounds activations has to be as exact as one that does not.
   */
  static float[] eightBit(int rows, int columns, RandomGenerator random) {
    float[] numbers = new float[rows * columns];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (i % columns % 32 == 7 ? -127 : random.nextInt(-127, 128)) / 128f;
    }
    return numbers;
  }

  static Matrix of(Kernels kernels, int rows, int columns, float... numbers) {
    Matrix matrix = kernels.matrix(rows, columns);
    for (int i = 0; i < rows; i++) {
      matrix.write(i, numbers, i * columns);
    }
    return matrix;
  }

  static float[] row(Matrix matrix, int row) {
    float[] numbers = new float[matrix.columns()];
    matrix.read(row, numbers, 0);
    return numbers;
  }

  static float[] all(Matrix matrix) {
    float[] numbers = new float[matrix.rows() * matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      matrix.read(i, numbers, i * matrix.columns());
    }
    return numbers;
  }

  /** Each pair is equal, or differs by no more than {@code tolerance} times (1 + its size). */
  static void assertClose(float[] expected, float[] actual, double tolerance, String what) {
    if (expected.length != actual.length) {
      fail("%s: %d numbers, not %d".formatted(what, actual.length, expected.length));
    }
    for (int i = 0; i < expected.length; i++) {
      double allowed = tolerance * (1 + Math.abs((double) expected[i]));
      boolean equal = Float.compare(expected[i], actual[i]) == 0 || expected[i] == actual[i];
      if (!equal && !(Math.abs((double) expected[i] - actual[i]) <= allowed)) {
        fail("%s: number %d is %s, not %s".formatted(what, i, actual[i], expected[i]));
      }
    }
  }

  static void assertSameBits(float[] expected, float[] actual, String what) {
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(actual[i])) {
        fail("%s: number %d is %s, not %s".formatted(what, i, actual[i], expected[i]));
      }
    }
  }
}
