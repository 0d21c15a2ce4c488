package seseragi.kernels.vector;

/**
 * Products with a panel: {@code [count, 64]} numbers, 64 outputs side by side. Each output is a
 * chain of fused multiply-adds in the order of {@code k}, the same for one row as for many.
 */
interface PanelCode {
  /** Rows that are multiplied together. */
  int ROWS = 6;

  /** Outputs of a panel. */
  int COLUMNS = TileCode.ROWS;

  /** Numbers of the sums of six rows. */
  int SUMS = ROWS * COLUMNS;

  /**
   * Six rows: {@code sums[i, c] += x[k, i] * panel[k, c]}.
   *
   * @param x from {@code xAt} on {@code [count, 6]}
   * @param sums from {@code sumsAt} on {@code [6, 64]}
   */
  void sixRows(float[] panel, float[] x, int xAt, float[] sums, int sumsAt, int count);
}
