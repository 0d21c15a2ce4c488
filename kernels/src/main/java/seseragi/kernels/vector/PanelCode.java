package seseragi.kernels.vector;

/**
 * Products with a panel: {@code [count, 64]} numbers, 64 outputs side by side. Each output is a
 * chain of fused multiply-adds in the order of {@code k}, the same for one row as for many.
 */
interface PanelCode {
  /** Outputs of a panel. */
  int COLUMNS = TileCode.ROWS;

  /** Rows that are multiplied together: 6 or 8. */
  int rows();

  /** Numbers of the sums of these rows. */
  default int sums() {
    return rows() * COLUMNS;
  }

  /**
   * Adds to the sums of {@link #rows()} rows: {@code sums[i, c] += x[k, i] * panel[k, c]}.
   *
   * @param x from {@code xAt} on {@code [count, rows]}
   * @param sums from {@code sumsAt} on {@code [rows, 64]}
   */
  void multiply(float[] panel, float[] x, int xAt, float[] sums, int sumsAt, int count);
}
