package seseragi.engine.model;

import java.util.HashMap;
import java.util.Map;
import seseragi.kernels.Kernels;
import seseragi.kernels.Matrix;

/** Matrices that the layers use one after the other: each is allocated once for all of them. */
final class Scratch {
  private final Kernels kernels;
  private final int maxRows;
  private final Map<String, Matrix> matrices = new HashMap<>();

  Scratch(Kernels kernels, int maxRows) {
    this.kernels = kernels;
    this.maxRows = maxRows;
  }

  int maxRows() {
    return maxRows;
  }

  /** {@code [maxRows, columns]}: for the same name the same matrix. */
  Matrix matrix(String name, int columns) {
    Matrix matrix = matrices.computeIfAbsent(name, n -> kernels.matrix(maxRows, columns));
    if (matrix.columns() != columns) {
      throw new IllegalStateException(
          "scratch matrix '%s' has %d columns, not %d".formatted(name, matrix.columns(), columns));
    }
    return matrix;
  }
}
