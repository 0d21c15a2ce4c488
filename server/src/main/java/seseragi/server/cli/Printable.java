package seseragi.server.cli;

import java.util.ArrayList;
import java.util.List;

/** Text from outside, made fit for a terminal: it cannot move the cursor or hide anything. */
final class Printable {
  private Printable() {}

  /** On one line: control characters and what reverses or hides text become escapes. */
  static String line(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                case '\t' -> safe.append("\\t");
                default -> {
                  if (isVisible(c)) {
                    safe.appendCodePoint(c);
                  } else {
                    safe.append(String.format("\\u%04x", c));
                  }
                }
              }
            });
    return safe.toString();
  }

  /** A line of at most {@code width} characters, ending in an ellipsis if something was cut. */
  static String line(String text, int width) {
    // twice the width is enough to cut from, however long the text
    boolean cut = text.codePointCount(0, text.length()) > width;
    String head = cut ? text.substring(0, text.offsetByCodePoints(0, width)) : text;
    return line(head) + (cut ? "…" : "");
  }

  /** Generated text as it streams: line breaks and tabs stay, other control characters go. */
  static String stream(String text) {
    if (text.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\n')) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))
        .forEach(safe::appendCodePoint);
    return safe.toString();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /**
   * Columns aligned by spaces: the first row is the heading.
   *
   * @param right for each column whether it is aligned to the right
   */
  static List<String> table(List<List<String>> rows, boolean... right) {
    int[] widths = new int[right.length];
    for (List<String> row : rows) {
      for (int i = 0; i < right.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    List<String> lines = new ArrayList<>(rows.size());
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < right.length; i++) {
        String space = " ".repeat(widths[i] - width(row.get(i)));
        line.append(i == 0 ? "" : "  ");
        line.append(right[i] ? space + row.get(i) : row.get(i) + space);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
