package seseragi.kernels.host;

import seseragi.kernels.AttentionBatch;

/**
 * How attention is cut into tasks: some rows of a sequence with one head of keys and values each.
 * The last rows of a sequence have most to do, so they begin.
 */
public final class AttentionTasks {
  private final Ranges ranges = new Ranges(); // of the sequences
  private AttentionBatch batch;
  private int heads;
  private int rowsPerTask;

  /** No tasks yet. */
  public AttentionTasks() {}

  /**
   * Cuts a batch.
   *
   * @param heads of keys and values
   * @param rowsPerTask at most
   * @return how many tasks there are
   */
  public int plan(AttentionBatch batch, int heads, int rowsPerTask) {
    this.batch = batch;
    this.heads = heads;
    this.rowsPerTask = rowsPerTask;
    ranges.clear();
    for (int s = 0; s < batch.sequences(); s++) {
      ranges.add(Math.ceilDiv(batch.rowCount(s), rowsPerTask) * heads);
    }
    return ranges.total();
  }

  /** The sequence of a task. */
  public int sequence(int task) {
    return ranges.owner(task);
  }

  /** The head of keys and values of a task of this sequence. */
  public int head(int sequence, int task) {
    return (task - ranges.first(sequence)) % heads;
  }

  /** The first row, of those of the sequence. */
  public int firstRow(int sequence, int task) {
    int chunks = ranges.count(sequence) / heads;
    int chunk = chunks - 1 - (task - ranges.first(sequence)) / heads;
    return chunk * rowsPerTask;
  }

  /** Rows from {@code firstRow} on. */
  public int rows(int sequence, int firstRow) {
    return Math.min(rowsPerTask, batch.rowCount(sequence) - firstRow);
  }
}
