package seseragi.engine.model;

import seseragi.kernels.AttentionBatch;

/**
 * One step's tokens of all running sequences, flattened. Filled anew for each step and reused;
 * nothing is allocated.
 */
public final class Batch {
  private final int[] tokens; // [size]
  private final int[] positions; // [size] position of the token in its sequence
  private final int[] slots; // [size] where its key and value are stored
  private final int[] outputRows; // [outputs] rows whose logits are wanted
  private final AttentionBatch attention = new AttentionBatch();
  private int size;
  private int outputs;

  /**
   * @param maxTokens most tokens of a step
   */
  public Batch(int maxTokens) {
    tokens = new int[maxTokens];
    positions = new int[maxTokens];
    slots = new int[maxTokens];
    outputRows = new int[maxTokens];
  }

  /** Empties the batch. */
  public void clear() {
    size = 0;
    outputs = 0;
    attention.clear();
  }

  /**
   * Appends the next tokens of a sequence.
   *
   * @param source tokens of the sequence
   * @param position position of the first of them, and its index in {@code source}
   * @param count how many
   * @param blockTable blocks of the sequence, enough for {@code position + count} tokens
   * @param blockTableSize valid entries in {@code blockTable}
   * @param blockSize tokens in a block
   * @param wantsLogits whether the logits after the last of these tokens are wanted
   */
  public void add(
      int[] source,
      int position,
      int count,
      int[] blockTable,
      int blockTableSize,
      int blockSize,
      boolean wantsLogits) {
    for (int i = 0; i < count; i++) {
      int at = position + i;
      tokens[size + i] = source[at];
      positions[size + i] = at;
      slots[size + i] = blockTable[at / blockSize] * blockSize + at % blockSize;
    }
    attention.add(position, count, blockTable, blockTableSize);
    size += count;
    if (wantsLogits) {
      outputRows[outputs++] = size - 1;
    }
  }

  /** Tokens in the batch. */
  public int size() {
    return size;
  }

  /** Rows whose logits are wanted. */
  public int outputs() {
    return outputs;
  }

  /** Token ids; the first {@link #size()} count. Not a copy. */
  public int[] tokens() {
    return tokens;
  }

  /** Positions; the first {@link #size()} count. Not a copy. */
  public int[] positions() {
    return positions;
  }

  /** KV slots; the first {@link #size()} count. Not a copy. */
  public int[] slots() {
    return slots;
  }

  /** Rows whose logits are wanted; the first {@link #outputs()} count. Not a copy. */
  public int[] outputRows() {
    return outputRows;
  }

  /** Which rows belong to which sequence. */
  public AttentionBatch attention() {
    return attention;
  }
}
