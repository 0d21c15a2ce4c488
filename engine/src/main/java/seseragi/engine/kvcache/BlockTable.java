package seseragi.engine.kvcache;

import java.util.Arrays;

/**
 * The blocks of one sequence, in order: positions {@code i * blockSize} on lie in {@code
 * blocks[i]}. Changed by its {@link BlockPool} only.
 */
public final class BlockTable {
  int[] blocks = new int[8]; // [size] block numbers
  int size;
  int published; // the first so many are in the prefix index

  /** An empty table. */
  public BlockTable() {}

  /** Block numbers; the first {@link #size()} count. Not a copy. */
  public int[] blocks() {
    return blocks;
  }

  /** Blocks held. */
  public int size() {
    return size;
  }

  void add(int block) {
    if (size == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * size);
    }
    blocks[size++] = block;
  }
}
