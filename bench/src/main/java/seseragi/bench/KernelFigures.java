package seseragi.bench;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import seseragi.kernels.Kernels;
import seseragi.kernels.Matrix;
import seseragi.kernels.Weights;
import seseragi.kernels.measure.MachinePeaks;
import seseragi.kernels.select.KernelSelection;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.SampleTensor;

/**
 * Prints what the matrix products of a 1.1B Llama shape reach, beside what the machine can: GMAC/s
 * against a loop of fused multiply-adds in registers, GB/s against a plain read of memory. Each
 * figure is the best of several runs.
 *
 * <p>Arguments: types (such as {@code Q8_0,Q4_0}), rows of x (such as {@code 1,16,512}), threads (0
 * for all), layers (22).
 */
public final class KernelFigures {
  private static final int EMBEDDING = 2048;
  private static final int[][] LAYER = { // [outputs, inputs]
    {2560, EMBEDDING}, {EMBEDDING, EMBEDDING}, {11264, EMBEDDING}, {EMBEDDING, 5632}
  };
  private static final double SECONDS_PER_FIGURE = 3;

  private KernelFigures() {}

  public static void main(String[] arguments) {
    String types = arguments.length > 0 ? arguments[0] : "Q8_0,Q4_0,Q4_K";
    String rows = arguments.length > 1 ? arguments[1] : "1,16,128,512";
    int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
    int layers = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 22;
    KernelSelection selection = KernelSelection.create(threads);
    System.out.println(selection.description());
    try (Kernels kernels = selection.kernels()) {
      double peak = MachinePeaks.multiplyAdds(kernels);
      double bandwidth = MachinePeaks.read(kernels);
      System.out.printf(
          Locale.ROOT,
          "peak: %.1f GMAC/s in registers, %.1f GB/s read%n",
          peak / 1e9,
          bandwidth / 1e9);
      for (String type : types.split(",", -1)) {
        int[] batches = Stream.of(rows.split(",", -1)).mapToInt(Integer::parseInt).toArray();
        type(kernels, QuantType.valueOf(type), batches, layers, peak, bandwidth);
      }
    }
  }

  private static void type(
      Kernels kernels, QuantType type, int[] batches, int layers, double peak, double bandwidth) {
    try (Arena arena = Arena.ofShared()) { // the weights may be used where they are
      type(kernels, type, batches, model(kernels, arena, type, layers), peak, bandwidth);
    }
  }

  private static void type(
      Kernels kernels,
      QuantType type,
      int[] batches,
      List<Weights> model,
      double peak,
      double bandwidth) {
    long bytes = model.stream().mapToLong(Weights::bytes).sum();
    long macs = model.stream().mapToLong(w -> (long) w.rows() * w.columns()).sum();
    for (int batch : batches) {
      double seconds = best(kernels, model, batch);
      System.out.printf(
          Locale.ROOT,
          "%s, %4d rows: %8.2f ms, %7.2f rows/s, %6.1f GMAC/s (%3.0f %% of peak), %5.1f GB/s (%3.0f"
              + " %% of read)%n",
          type,
          batch,
          seconds * 1e3,
          batch / seconds,
          macs * batch / seconds / 1e9,
          100 * macs * batch / seconds / peak,
          bytes / seconds / 1e9,
          100 * bytes / seconds / bandwidth);
    }
  }

  private static List<Weights> model(Kernels kernels, Arena arena, QuantType type, int layers) {
    List<Weights> model = new ArrayList<>();
    for (int[] shape : LAYER) {
      for (int layer = 0; layer < layers; layer++) {
        model.add(
            kernels.weights(SampleTensor.of(type, shape[0], shape[1], new Random(layer), arena)));
      }
    }
    return model;
  }

  private static double best(Kernels kernels, List<Weights> model, int batch) {
    List<Matrix[]> operands = new ArrayList<>();
    for (Weights weights : model) {
      operands.add(operands(kernels, operands, weights, batch));
    }
    double best = Double.POSITIVE_INFINITY;
    long end = System.nanoTime() + (long) (SECONDS_PER_FIGURE * 1e9);
    for (int run = 0; run < 4 || System.nanoTime() < end; run++) {
      long start = System.nanoTime();
      for (int i = 0; i < model.size(); i++) {
        Matrix[] pair = operands.get(i);
        kernels.matmul(model.get(i), pair[0], batch, pair[1]);
      }
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return best;
  }

  private static Matrix[] operands(
      Kernels kernels, List<Matrix[]> present, Weights weights, int batch) {
    for (Matrix[] pair : present) {
      if (pair[0].columns() == weights.columns() && pair[1].columns() == weights.rows()) {
        return pair;
      }
    }
    Matrix x = kernels.matrix(batch, weights.columns());
    float[] numbers = new float[weights.columns()];
    Arrays.fill(numbers, 0.5f);
    for (int i = 0; i < batch; i++) {
      x.write(i, numbers, 0);
    }
    return new Matrix[] {x, kernels.matrix(batch, weights.rows())};
  }
}
