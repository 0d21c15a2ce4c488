package seseragi.kernels.host;

import java.util.Arrays;

/**
 * Consecutive ranges of numbers from 0 on, each with an owner: the tasks of each sequence, the rows
 * of each tensor of a stack. Grows as needed and is kept, so that nothing is allocated later.
 */
public final class Ranges {
  private int[] first = new int[8]; // [owners + 1]
  private int owners;

  /** No ranges yet. */
  public Ranges() {}

  /** Forgets all ranges. */
  public void clear() {
    owners = 0;
  }

  /** The next owner's range, of {@code count} numbers. */
  public void add(int count) {
    if (owners + 1 == first.length) {
      first = Arrays.copyOf(first, 2 * first.length);
    }
    first[owners + 1] = first[owners] + count;
    owners++;
  }

  /** Numbers in all ranges. */
  public int total() {
    return first[owners];
  }

  /** Whose range holds a number, 0 to {@link #total} - 1. */
  public int owner(int number) {
    int low = 0;
    int high = owners - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (first[middle] <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The first number of an owner. */
  public int first(int owner) {
    return first[owner];
  }

  /** Numbers of an owner. */
  public int count(int owner) {
    return first[owner + 1] - first[owner];
  }
}
