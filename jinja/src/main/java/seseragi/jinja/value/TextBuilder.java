package seseragi.jinja.value;

import java.util.Arrays;

/** Joins pieces of text and remembers who wrote each. */
public final class TextBuilder {
  private final StringBuilder text = new StringBuilder();
  private boolean first = true;
  private boolean current = true;
  private int[] changes = new int[0];
  private int changeCount;

  public int length() {
    return text.length();
  }

  public TextBuilder append(Str piece) {
    return append(piece, 0, piece.text().length());
  }

  /** Appends the part of a text between two char offsets. */
  public TextBuilder append(Str piece, int from, int to) {
    int start = from;
    while (start < to) {
      int end = piece.origin().runEnd(start, to);
      append(piece.text(), start, end, piece.origin().isTemplate(start));
      start = end;
    }
    return this;
  }

  public TextBuilder append(String piece, boolean fromTemplate) {
    return append(piece, 0, piece.length(), fromTemplate);
  }

  private TextBuilder append(String piece, int from, int to, boolean fromTemplate) {
    if (to > from) {
      note(fromTemplate);
      text.append(piece, from, to);
    }
    return this;
  }

  private void note(boolean fromTemplate) {
    if (text.isEmpty()) {
      first = fromTemplate;
    } else if (fromTemplate != current) {
      if (changeCount == changes.length) {
        changes = Arrays.copyOf(changes, Math.max(8, changeCount * 2));
      }
      changes[changeCount++] = text.length();
    }
    current = fromTemplate;
  }

  public Str toStr() {
    return toStr(false);
  }

  public Str toStr(boolean markup) {
    return new Str(text.toString(), Origin.of(first, Arrays.copyOf(changes, changeCount)), markup);
  }
}
