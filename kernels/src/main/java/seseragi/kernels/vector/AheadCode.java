package seseragi.kernels.vector;

/**
 * Products with a panel that unpack the next panel beside, so that neither the unpacking nor the
 * memory is waited for. The same bits as from {@link PanelCode}.
 */
interface AheadCode {
  /** Bits of the registers that this takes. */
  int REGISTER_BITS = 512;

  /** Columns of both panels. */
  int COLUMNS = 128;

  /** Columns of the next panel that a call unpacks. */
  int UNPACKED = 64;

  /**
   * Adds to the sums of eight rows, as {@link PanelCode#multiply}, and unpacks a part of a panel.
   *
   * @param panel {@code [128, 64]}
   * @param x from {@code xAt} on {@code [128, 8]}
   * @param sums from {@code sumsAt} on {@code [8, 64]}
   * @param tile whose columns are unpacked; its code is {@link WordTiles}
   * @param k the first of them, a multiple of {@value #UNPACKED}
   * @param next {@code [128, 64]}, the panel of {@code k - k % 128}
   * @param scales space for {@value TileCode#SCALES} numbers
   */
  void multiply(
      float[] panel,
      float[] x,
      int xAt,
      float[] sums,
      int sumsAt,
      Tile tile,
      int k,
      float[] next,
      float[] scales);
}
