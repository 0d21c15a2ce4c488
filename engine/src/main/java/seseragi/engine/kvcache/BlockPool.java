package seseragi.engine.kvcache;

import java.util.Arrays;

/**
 * All blocks of a KV cache. Each is <em>free</em>, <em>used</em> (by as many tables as its
 * reference count says) or <em>cached</em>: used by none, but kept because it holds a beginning
 * that a later prompt may share. Cached blocks are given away when no free one is left, the one
 * longest unused first.
 *
 * <p>Ask, then take: {@link #canAllocate} and {@link #canGrow} answer, and after a yes {@link
 * #allocate} and {@link #grow} cannot fail. Nothing is allocated on the heap by any of them, except
 * when a table outgrows its largest size so far. Not thread-safe.
 */
public final class BlockPool {
  /** In {@link #holders}: used by none, but kept. */
  public static final int CACHED = -1;

  private final int blockSize;
  private final boolean sharing;
  private final int[] references; // [blocks] tables that hold the block
  private final int[] free; // stack of free blocks
  private int freeCount;
  private int sharedCount; // blocks with two references or more
  private final PrefixIndex index;
  private final IdleBlocks idle;

  /**
   * @param blocks how many there are
   * @param blockSize tokens in a block
   * @param sharing whether blocks of equal beginnings are shared and kept
   */
  public BlockPool(int blocks, int blockSize, boolean sharing) {
    if (blocks < 1 || blockSize < 1) {
      throw new IllegalArgumentException(
          "a pool of %d blocks of %d tokens is not possible".formatted(blocks, blockSize));
    }
    this.blockSize = blockSize;
    this.sharing = sharing;
    references = new int[blocks];
    free = new int[blocks];
    index = new PrefixIndex(sharing ? blocks : 0, blockSize);
    idle = new IdleBlocks(blocks);
    reset();
  }

  /** Gives everything back and forgets what was cached; tables of before are void. */
  public void reset() {
    Arrays.fill(references, 0);
    for (int i = 0; i < free.length; i++) {
      free[i] = free.length - 1 - i; // so that block 0 is taken first
    }
    freeCount = free.length;
    sharedCount = 0;
    index.clear();
    idle.clear();
  }

  /** Tokens in a block. */
  public int blockSize() {
    return blockSize;
  }

  /** Whether blocks of equal beginnings are shared and kept. */
  public boolean sharing() {
    return sharing;
  }

  /** Blocks that there are. */
  public int totalBlocks() {
    return references.length;
  }

  /** Blocks that hold nothing. */
  public int freeBlocks() {
    return freeCount;
  }

  /** Blocks that only the prefix index keeps. */
  public int cachedBlocks() {
    return idle.size();
  }

  /** Blocks that tables hold. */
  public int usedBlocks() {
    return references.length - freeCount - idle.size();
  }

  /** Of the used blocks, how many belong to two tables or more. */
  public int sharedBlocks() {
    return sharedCount;
  }

  /**
   * For each block how many tables hold it; 0 for a free one, {@link #CACHED} for one that only the
   * prefix index keeps.
   */
  public int[] holders() {
    int[] holders = references.clone();
    for (int block = 0; block < holders.length; block++) {
      if (idle.contains(block)) {
        holders[block] = CACHED;
      }
    }
    return holders;
  }

  /** Blocks that hold {@code tokens} tokens. */
  public int blocksFor(int tokens) {
    return Math.ceilDiv(tokens, blockSize);
  }

  /**
   * Whether a new sequence of these tokens fits, what can be shared being shared, and leaves at
   * least {@code spare} blocks for others.
   */
  public boolean canAllocate(int[] tokens, int length, int spare) {
    int needed = blocksFor(length);
    int available = freeCount + idle.size();
    int parent = PrefixIndex.NONE;
    for (int i = 0; i < shareable(length); i++) {
      parent = index.find(parent, tokens, i * blockSize);
      if (parent == PrefixIndex.NONE) {
        break;
      }
      needed--;
      if (references[parent] == 0) {
        available--; // taken from the cached ones, so not available to the rest of the sequence
      }
    }
    return needed + spare <= available;
  }

  /**
   * Gives an empty table the blocks for a sequence of these tokens.
   *
   * @return how many of the tokens need not be computed, their blocks being shared: a multiple of
   *     the block size, and always less than {@code length}, because the last token's logits are
   *     wanted
   */
  public int allocate(BlockTable table, int[] tokens, int length) {
    if (table.size != 0) {
      throw new IllegalStateException("the table is in use");
    }
    int parent = PrefixIndex.NONE;
    for (int i = 0; i < shareable(length); i++) {
      parent = index.find(parent, tokens, i * blockSize);
      if (parent == PrefixIndex.NONE) {
        break;
      }
      retain(parent);
      table.add(parent);
    }
    table.published = table.size;
    int found = table.size * blockSize;
    grow(table, length);
    return found;
  }

  /** Whether a table can be made to hold {@code length} tokens. */
  public boolean canGrow(BlockTable table, int length) {
    return blocksFor(length) - table.size <= freeCount + idle.size();
  }

  /** Adds blocks until the table holds {@code length} tokens. */
  public void grow(BlockTable table, int length) {
    if (!canGrow(table, length)) {
      throw new IllegalStateException("no block is left: canGrow was not asked");
    }
    while (table.size < blocksFor(length)) {
      int block = take();
      references[block] = 1;
      table.add(block);
    }
  }

  /**
   * Makes the full blocks of a sequence known to later prompts, after their keys and values were
   * computed. Where an equal block is known already, the table changes over to that one and its own
   * is freed: equal beginnings have, to the last bit, equal keys and values.
   *
   * @param tokens tokens of the sequence
   * @param computed how many of them have their keys and values stored
   */
  public void publish(BlockTable table, int[] tokens, int computed) {
    if (!sharing) {
      return;
    }
    while ((table.published + 1) * blockSize <= computed) {
      int at = table.published++;
      int parent = at == 0 ? PrefixIndex.NONE : table.blocks[at - 1];
      int known = index.find(parent, tokens, at * blockSize);
      if (known == PrefixIndex.NONE) {
        index.add(table.blocks[at], parent, tokens, at * blockSize);
      } else {
        retain(known);
        release(table.blocks[at], false);
        table.blocks[at] = known;
      }
    }
  }

  /** Takes all blocks from a table; its last ones will be the first of them to be given away. */
  public void release(BlockTable table) {
    for (int i = table.size - 1; i >= 0; i--) {
      release(table.blocks[i], i < table.published);
    }
    table.size = 0;
    table.published = 0;
  }

  /**
   * Counts all blocks again.
   *
   * @param tables all that hold blocks of this pool
   * @return how many blocks have a reference count that is not the number of tables that hold them,
   *     or are in several states at once, or in none; 0 unless there is a bug
   */
  public int countFaults(Iterable<BlockTable> tables) {
    int[] seen = new int[references.length];
    for (BlockTable table : tables) {
      for (int i = 0; i < table.size; i++) {
        seen[table.blocks[i]]++;
      }
    }
    int[] states = new int[references.length];
    for (int i = 0; i < freeCount; i++) {
      states[free[i]]++;
    }
    int faults = 0;
    for (int block = 0; block < references.length; block++) {
      states[block] += references[block] > 0 ? 1 : 0;
      states[block] += idle.contains(block) ? 1 : 0;
      boolean sound = seen[block] == references[block] && states[block] == 1 && indexSound(block);
      faults += sound ? 0 : 1;
    }
    return faults;
  }

  private boolean indexSound(int block) {
    return !sharing
        || ((!idle.contains(block) || index.contains(block)) && index.parentIsKnown(block));
  }

  /** Full blocks that a sequence of this length may share: not the one with its last token. */
  private int shareable(int length) {
    return sharing ? (length - 1) / blockSize : 0;
  }

  private int take() {
    if (freeCount > 0) {
      return free[--freeCount];
    }
    int block = idle.removeOldest();
    index.remove(block);
    return block;
  }

  private void retain(int block) {
    if (references[block]++ == 0) {
      idle.remove(block);
    } else if (references[block] == 2) {
      sharedCount++;
    }
  }

  private void release(int block, boolean keep) {
    if (--references[block] == 1) {
      sharedCount--;
    } else if (references[block] == 0) {
      if (keep) {
        idle.add(block);
      } else {
        free[freeCount++] = block;
      }
    }
  }
}
