package seseragi.engine.model;

import seseragi.kernels.Kernels;
import seseragi.kernels.Matrix;
import seseragi.kernels.RopePairing;

/** Rotates queries and keys; the angles of a batch are computed once and serve all layers. */
final class Rope {
  private final Kernels kernels;
  private final RopePairing pairing;
  private final RopeFrequencies frequencies;
  private final Matrix angles; // [maxRows, rotated] cosines of the pairs, then their sines
  private final float[] row; // [rotated]

  Rope(Kernels kernels, RopePairing pairing, RopeFrequencies frequencies, int maxRows) {
    this.kernels = kernels;
    this.pairing = pairing;
    this.frequencies = frequencies;
    this.row = new float[2 * frequencies.perPosition().length];
    this.angles = kernels.matrix(maxRows, row.length);
  }

  RopePairing pairing() {
    return pairing;
  }

  /** Computes the angles of the first {@code rows} positions. */
  void prepare(int[] positions, int rows) {
    double[] perPosition = frequencies.perPosition();
    double magnitude = frequencies.magnitude();
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < perPosition.length; i++) {
        double angle = positions[r] * perPosition[i];
        row[i] = (float) (magnitude * Math.cos(angle));
        row[perPosition.length + i] = (float) (magnitude * Math.sin(angle));
      }
      angles.write(r, row, 0);
    }
  }

  /** Rotates each head of {@code x}, in place. */
  void rotate(Matrix x, int headSize, int rows) {
    kernels.rope(x, headSize, pairing, angles, rows);
  }
}
