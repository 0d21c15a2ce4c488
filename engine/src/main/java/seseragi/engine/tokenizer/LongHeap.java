package seseragi.engine.tokenizer;

import java.util.Arrays;

/** A binary heap, smallest first, that allocates nothing per element. */
final class LongHeap {
  private long[] values = new long[64];
  private int size;

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Adds without keeping the order: {@link #order} must follow before the first {@link #poll}. */
  void append(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  /** Makes a heap of what was appended, in linear time (Floyd). */
  void order() {
    for (int i = size / 2 - 1; i >= 0; i--) {
      siftDown(i, values[i]);
    }
  }

  void add(long value) {
    append(value);
    int at = size - 1;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (values[parent] <= value) {
        break;
      }
      values[at] = values[parent];
      at = parent;
    }
    values[at] = value;
  }

  /** Takes the smallest away. */
  long poll() {
    long smallest = values[0];
    long last = values[--size];
    if (size > 0) {
      siftDown(0, last);
    }
    return smallest;
  }

  private void siftDown(int from, long value) {
    int at = from;
    for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && values[child + 1] < values[child]) {
        child++;
      }
      if (value <= values[child]) {
        break;
      }
      values[at] = values[child];
      at = child;
    }
    values[at] = value;
  }
}
