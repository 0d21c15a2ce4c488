package seseragi.jinja.value;

import java.util.Arrays;

/**
 * Which characters of a text the template wrote itself, and which came with the variables.
 *
 * <p>Nearly every text is of one kind throughout, and then this is one of two shared constants.
 * Otherwise it is the list of offsets at which the writer changes.
 */
public final class Origin {
  public static final Origin TEMPLATE = new Origin(true, new int[0]);
  public static final Origin INPUT = new Origin(false, new int[0]);

  private final boolean first; // of the first character: true for the template
  private final int[] changes; // ascending char offsets, each > 0

  private Origin(boolean first, int[] changes) {
    this.first = first;
    this.changes = changes;
  }

  static Origin of(boolean first, int[] changes) {
    if (changes.length == 0) {
      return first ? TEMPLATE : INPUT;
    }
    return new Origin(first, changes);
  }

  public boolean isUniform() {
    return changes.length == 0;
  }

  /** Whether the template wrote the character at this offset. */
  public boolean isTemplate(int offset) {
    return first ^ (changesUpTo(offset) % 2 != 0);
  }

  /** The offset after {@code offset} at which the writer changes, at most {@code end}. */
  public int runEnd(int offset, int end) {
    int next = changesUpTo(offset);
    return next < changes.length ? Math.min(changes[next], end) : end;
  }

  Origin slice(int from, int to) {
    if (isUniform()) {
      return this;
    }
    int low = changesUpTo(from);
    int high = to > from ? changesUpTo(to - 1) : low;
    int[] inside = Arrays.copyOfRange(changes, low, high);
    for (int i = 0; i < inside.length; i++) {
      inside[i] -= from;
    }
    return of(isTemplate(from), inside);
  }

  private int changesUpTo(int offset) {
    if (changes.length == 0) {
      return 0;
    }
    int found = Arrays.binarySearch(changes, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }
}
