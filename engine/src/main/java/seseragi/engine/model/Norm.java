package seseragi.engine.model;

import seseragi.kernels.Kernels;
import seseragi.kernels.Matrix;

/**
 * RMS norm with its weights.
 *
 * @param weight {@code [1, columns]}
 */
record Norm(Kernels kernels, Matrix weight, float epsilon) {

  /**
   * Normalises each group of as many columns as there are weights; {@code out} may be {@code x}.
   */
  void apply(Matrix x, int rows, Matrix out) {
    kernels.rmsNorm(x, weight, epsilon, rows, out);
  }
}
