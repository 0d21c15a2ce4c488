package seseragi.kernels;

import java.util.Arrays;

/**
 * Which rows of a batch belong to which sequence, and where the keys and values of that sequence
 * lie. Filled anew for each step and reused: nothing is allocated once the largest batch was seen.
 *
 * <p>Row {@code firstRow(s) + i} stands at position {@code firstPosition(s) + i} of its sequence
 * and attends to positions 0 to its own, which are found through {@code block(s, position /
 * blockSize)}. The keys and values of the batch's own rows are stored before attention runs.
 */
public final class AttentionBatch {
  private int sequences;
  private int rows;
  private int blockCount;
  private int[] firstRow = new int[8]; // [sequences]
  private int[] rowCount = new int[8]; // [sequences]
  private int[] firstPosition = new int[8]; // [sequences]
  private int[] firstBlock = new int[8]; // [sequences] index into blocks
  private int[] blockCounts = new int[8]; // [sequences]
  private int[] blocks = new int[64]; // [blockCount] block tables one after the other

  /** An empty batch. */
  public AttentionBatch() {}

  /** Empties the batch. */
  public void clear() {
    sequences = 0;
    rows = 0;
    blockCount = 0;
  }

  /**
   * Appends a sequence whose next {@code count} rows start at {@code position}.
   *
   * @param blockTable blocks of the sequence; only the first {@code blockTableSize} count
   */
  public void add(int position, int count, int[] blockTable, int blockTableSize) {
    if (position < 0 || count < 1) {
      throw new IllegalArgumentException(
          "%d rows at position %d are not possible".formatted(count, position));
    }
    if (sequences == firstRow.length) {
      grow();
    }
    if (blockCount + blockTableSize > blocks.length) {
      blocks = Arrays.copyOf(blocks, Math.max(2 * blocks.length, blockCount + blockTableSize));
    }
    System.arraycopy(blockTable, 0, blocks, blockCount, blockTableSize);
    firstRow[sequences] = rows;
    rowCount[sequences] = count;
    firstPosition[sequences] = position;
    firstBlock[sequences] = blockCount;
    blockCounts[sequences] = blockTableSize;
    sequences++;
    rows += count;
    blockCount += blockTableSize;
  }

  private void grow() {
    int size = 2 * sequences;
    firstRow = Arrays.copyOf(firstRow, size);
    rowCount = Arrays.copyOf(rowCount, size);
    firstPosition = Arrays.copyOf(firstPosition, size);
    firstBlock = Arrays.copyOf(firstBlock, size);
    blockCounts = Arrays.copyOf(blockCounts, size);
  }

  /** Sequences in the batch. */
  public int sequences() {
    return sequences;
  }

  /** Rows (tokens) in the batch. */
  public int rows() {
    return rows;
  }

  /** Row of the first token of sequence {@code sequence}. */
  public int firstRow(int sequence) {
    return firstRow[sequence];
  }

  /** Rows of sequence {@code sequence} in this batch. */
  public int rowCount(int sequence) {
    return rowCount[sequence];
  }

  /** Position, within its sequence, of the first row. */
  public int firstPosition(int sequence) {
    return firstPosition[sequence];
  }

  /** Blocks of sequence {@code sequence}. */
  public int blockCount(int sequence) {
    return blockCounts[sequence];
  }

  /** Block that holds positions {@code index * blockSize} on of sequence {@code sequence}. */
  public int block(int sequence, int index) {
    return blocks[firstBlock[sequence] + index];
  }
}
