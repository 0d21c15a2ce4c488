package seseragi.kernels.host;

import seseragi.kernels.Weights;

/** Weights of a backend on this machine, which knows whose they are. */
public abstract class HostWeights implements Weights {
  private final int rows;
  private final int columns;
  private final long bytes;

  protected HostWeights(int rows, int columns, long bytes) {
    this.rows = rows;
    this.columns = columns;
    this.bytes = bytes;
  }

  @Override
  public final int rows() {
    return rows;
  }

  @Override
  public final int columns() {
    return columns;
  }

  @Override
  public final long bytes() {
    return bytes;
  }
}
