package seseragi.engine.model;

import java.util.Optional;
import seseragi.kernels.Kernels;
import seseragi.kernels.Matrix;
import seseragi.kernels.Weights;

/**
 * A product with a matrix, or with several stacked ones, and their bias where the file has one.
 *
 * @param weights {@code [outputs, inputs]}
 * @param bias {@code [1, outputs]}
 */
record Linear(Kernels kernels, Weights weights, Optional<Matrix> bias) {

  /** {@code out = weights x + bias} for each row. */
  void apply(Matrix x, int rows, Matrix out) {
    kernels.matmul(weights, x, rows, out);
    if (bias.isPresent()) {
      kernels.addBias(out, bias.get(), rows);
    }
  }
}
