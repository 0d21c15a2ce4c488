package seseragi.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
    int[] widths = widths(rows, right.length);
    return rows.stream()
        .map(row -> String.join("  ", aligned(row, widths, right)).stripTrailing())
        .toList();
  }

  private static int[] widths(List<List<String>> rows, int columns) {
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    return widths;
  }

  private static List<String> aligned(List<String> row, int[] widths, boolean[] right) {
    List<String> cells = new ArrayList<>(row.size());
    for (int i = 0; i < widths.length; i++) {
      String space = " ".repeat(widths[i] - width(row.get(i)));
      cells.add(right[i] ? space + row.get(i) : row.get(i) + space);
    }
    return cells;
  }

  /** The same as a Markdown table, whose source is aligned too. */
  static String markdown(List<List<String>> rows, boolean... right) {
    List<List<String>> all = new ArrayList<>(rows);
    List<String> rule = new ArrayList<>();
    for (int i = 0; i < right.length; i++) {
      int column = i;
      int widest = rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(1);
      rule.add("-".repeat(Math.max(2, widest - 1)) + (right[i] ? ":" : "-"));
    }
    all.add(1, rule);
    int[] widths = widths(all, right.length);
    return all.stream()
        .map(row -> "| " + String.join(" | ", aligned(row, widths, right)) + " |")
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
