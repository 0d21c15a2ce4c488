package seseragi.engine.tokenizer;

import java.util.Arrays;

/** A growing row of integers: tokens, or places in a text. */
final class IntList {
  private int[] values = new int[64];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int get(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  void copyFrom(IntList other) {
    values = Arrays.copyOf(other.values, other.values.length);
    size = other.size;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
