package seseragi.engine.tokenizer;

import java.util.Arrays;

/** A hash table from a pair of integers to an integer that is not negative, without boxing. */
final class LongIntMap {
  static final int ABSENT = -1;
  private static final long EMPTY = -1L;

  private long[] keys;
  private int[] values;
  private int size;

  LongIntMap(int expected) {
    int capacity = Integer.highestOneBit(Math.max(8, expected)) * 4;
    keys = new long[capacity];
    Arrays.fill(keys, EMPTY);
    values = new int[capacity];
  }

  /** A key of two parts. Not for two parts of -1: that is the mark of an empty place. */
  static long key(int first, int second) {
    return (long) first << 32 | (second & 0xffffffffL);
  }

  int get(long key) {
    int at = place(key);
    return keys[at] == EMPTY ? ABSENT : values[at];
  }

  /** Keeps the value that a key already has. */
  void putIfAbsent(long key, int value) {
    int at = place(key);
    if (keys[at] != EMPTY) {
      return;
    }
    keys[at] = key;
    values[at] = value;
    if (++size * 2 > keys.length) {
      grow();
    }
  }

  int size() {
    return size;
  }

  /** Where the key is, or the empty place where it belongs. */
  private int place(long key) {
    long hash = key * 0x9E3779B97F4A7C15L;
    int mask = keys.length - 1;
    int at = (int) (hash >>> 32) & mask;
    while (keys[at] != key && keys[at] != EMPTY) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    Arrays.fill(keys, EMPTY);
    values = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int at = place(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
