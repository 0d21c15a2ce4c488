package seseragi.engine.kvcache;

import java.util.Arrays;

/**
 * Finds the block that holds certain tokens after a certain beginning. A beginning is named by the
 * block that ends it, so the index is a tree; a block is found by a hash that is chained along the
 * tree, and then its parent and tokens are compared, so that a collision of hashes is harmless.
 *
 * <p>A parent stays in the index as long as its children: {@link BlockPool} gives blocks away in an
 * order that ensures it.
 */
final class PrefixIndex {
  /** No block: the parent of a first block. */
  static final int NONE = -1;

  private static final int UNKNOWN = -2;

  private final int blockSize;
  private final int[] tokens; // [blocks, blockSize]
  private final int[] parents; // [blocks] UNKNOWN if the block is not in the index
  private final long[] hashes; // [blocks]
  private final int[] buckets; // [power of two] first block of a chain
  private final int[] next; // [blocks] further blocks of the chain

  PrefixIndex(int blocks, int blockSize) {
    this.blockSize = blockSize;
    tokens = new int[Math.multiplyExact(blocks, blockSize)];
    parents = new int[blocks];
    hashes = new long[blocks];
    next = new int[blocks];
    buckets = new int[Integer.highestOneBit(Math.max(blocks, 1)) * 2];
    clear();
  }

  void clear() {
    Arrays.fill(parents, UNKNOWN);
    Arrays.fill(buckets, NONE);
  }

  boolean contains(int block) {
    return parents[block] != UNKNOWN;
  }

  /** False if the block is in the index and its parent is not. */
  boolean parentIsKnown(int block) {
    return parents[block] < 0 || contains(parents[block]);
  }

  /** The block after {@code parent} that holds the tokens from {@code offset} on, or NONE. */
  int find(int parent, int[] source, int offset) {
    long hash = hash(parent, source, offset);
    for (int block = buckets[bucket(hash)]; block != NONE; block = next[block]) {
      if (hashes[block] == hash && parents[block] == parent && equal(block, source, offset)) {
        return block;
      }
    }
    return NONE;
  }

  /** Adds a block; an equal one must not be there. */
  void add(int block, int parent, int[] source, int offset) {
    System.arraycopy(source, offset, tokens, block * blockSize, blockSize);
    long hash = hash(parent, source, offset);
    int bucket = bucket(hash);
    hashes[block] = hash;
    parents[block] = parent;
    next[block] = buckets[bucket];
    buckets[bucket] = block;
  }

  void remove(int block) {
    int bucket = bucket(hashes[block]);
    if (buckets[bucket] == block) {
      buckets[bucket] = next[block];
    } else {
      int before = buckets[bucket];
      while (next[before] != block) {
        before = next[before];
      }
      next[before] = next[block];
    }
    parents[block] = UNKNOWN;
  }

  private boolean equal(int block, int[] source, int offset) {
    int from = block * blockSize;
    return Arrays.equals(tokens, from, from + blockSize, source, offset, offset + blockSize);
  }

  private long hash(int parent, int[] source, int offset) {
    long hash = parent == NONE ? 0 : hashes[parent];
    for (int i = 0; i < blockSize; i++) {
      // multiplication by an odd constant (2^64 / golden ratio) and a shift: every bit reaches all
      hash = (hash ^ source[offset + i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  private int bucket(long hash) {
    return (int) hash & (buckets.length - 1);
  }
}
