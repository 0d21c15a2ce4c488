package seseragi.kernels.measure;

import java.lang.foreign.Arena;
import java.util.Random;
import seseragi.kernels.Kernels;
import seseragi.kernels.Matrix;
import seseragi.kernels.Weights;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.SampleTensor;

/**
 * How fast a backend multiplies a matrix of 2,048 x 2,048 that is used again and again: the best of
 * several runs.
 *
 * @param type of the weights
 * @param rows of the other matrix
 * @param seconds of one product
 * @param bytes of the weights
 */
public record ProductSpeed(QuantType type, int rows, double seconds, long bytes) {
  private static final int SIZE = 2048;

  /** Multiply-adds a second. */
  public double multiplyAdds() {
    return (double) SIZE * SIZE * rows / seconds;
  }

  /** Bytes of weights a second. */
  public double bandwidth() {
    return bytes / seconds;
  }

  /**
   * Measures products of all threads of {@code kernels}, with each of the numbers of rows.
   *
   * @param seconds to spend on each figure
   */
  public static ProductSpeed[] of(Kernels kernels, QuantType type, int[] rows, double seconds) {
    ProductSpeed[] speeds = new ProductSpeed[rows.length];
    try (Arena arena = Arena.ofShared()) {
      Random random = new Random(1);
      Weights weights = kernels.weights(SampleTensor.of(type, SIZE, SIZE, random, arena));
      for (int i = 0; i < rows.length; i++) {
        double best = best(kernels, weights, rows[i], random, seconds);
        speeds[i] = new ProductSpeed(type, rows[i], best, weights.bytes());
      }
    }
    return speeds;
  }

  private static double best(
      Kernels kernels, Weights weights, int rows, Random random, double seconds) {
    Matrix x = kernels.matrix(rows, SIZE);
    Matrix out = kernels.matrix(rows, SIZE);
    float[] numbers = new float[SIZE];
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < SIZE; k++) {
        numbers[k] = random.nextFloat() - 0.5f;
      }
      x.write(row, numbers, 0);
    }
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int run = 0; run < 3 || System.nanoTime() - end < 0; run++) {
      long start = System.nanoTime();
      kernels.matmul(weights, x, rows, out);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1e9;
  }
}
