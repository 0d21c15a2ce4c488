package seseragi.engine.kvcache;

import java.util.Arrays;

/** Blocks that nobody uses, in the order in which they came: a linked list in two arrays. */
final class IdleBlocks {
  private static final int ABSENT = -1;

  private final int
      end; // the list's head and tail: older(end) is the newest, newer(end) the oldest
  private final int[] newer; // [blocks + 1]
  private final int[] older; // [blocks + 1]
  private int size;

  IdleBlocks(int blocks) {
    end = blocks;
    newer = new int[blocks + 1];
    older = new int[blocks + 1];
    clear();
  }

  void clear() {
    Arrays.fill(newer, ABSENT);
    Arrays.fill(older, ABSENT);
    newer[end] = end;
    older[end] = end;
    size = 0;
  }

  int size() {
    return size;
  }

  boolean contains(int block) {
    return newer[block] != ABSENT;
  }

  /** Adds a block as the newest. */
  void add(int block) {
    int newest = older[end];
    older[block] = newest;
    newer[block] = end;
    newer[newest] = block;
    older[end] = block;
    size++;
  }

  void remove(int block) {
    newer[older[block]] = newer[block];
    older[newer[block]] = older[block];
    newer[block] = ABSENT;
    older[block] = ABSENT;
    size--;
  }

  /** Takes out the one that came first; the list must not be empty. */
  int removeOldest() {
    int oldest = newer[end];
    remove(oldest);
    return oldest;
  }
}
