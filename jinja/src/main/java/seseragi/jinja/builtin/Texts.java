package seseragi.jinja.builtin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import seseragi.jinja.python.Characters;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.Value;

/** Cutting and replacing text as Python does, keeping who wrote each remaining piece. */
final class Texts {
  private Texts() {}

  /**
   * Without leading or trailing characters.
   *
   * @param chars the characters to remove, or empty for white space
   */
  static Str strip(Str str, String chars, boolean left, boolean right) {
    String text = str.text();
    int from = 0;
    int to = text.length();
    while (left && from < to && strips(text.codePointAt(from), chars)) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && from < to && strips(text.codePointBefore(to), chars)) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return str.part(from, to);
  }

  private static boolean strips(int c, String chars) {
    return chars.isEmpty() ? Characters.isSpace(c) : chars.indexOf(c) >= 0;
  }

  /**
   * Like {@link #strip(Str, String, boolean, boolean)}; None means white space, and empty
   * characters remove nothing.
   */
  static Str strip(Str str, Value chars, boolean left, boolean right, Budget budget) {
    budget.copy(str.text().length());
    if (chars instanceof None) {
      return strip(str, "", left, right);
    }
    if (!(chars instanceof Str set)) {
      throw Fault.failed("strip arg must be None or str");
    }
    budget.scan((long) str.text().length() * set.text().length());
    return set.isEmpty() ? str : strip(str, set.text(), left, right);
  }

  /**
   * {@code split(None)}: at runs of white space, at most {@code max} times if that is not negative.
   */
  static List<Str> words(Str str, long max, Budget budget) {
    String text = str.text();
    budget.copy(text.length());
    List<Str> words = new ArrayList<>();
    int next = skipSpace(text, 0);
    while (next < text.length()) {
      budget.elements(2);
      if (max >= 0 && words.size() >= max) {
        words.add(str.part(next, text.length()));
        return words;
      }
      int end = next;
      while (end < text.length() && !Characters.isSpace(text.codePointAt(end))) {
        end += Character.charCount(text.codePointAt(end));
      }
      words.add(str.part(next, end));
      next = skipSpace(text, end);
    }
    return words;
  }

  private static int skipSpace(String text, int from) {
    int next = from;
    while (next < text.length() && Characters.isSpace(text.codePointAt(next))) {
      next += Character.charCount(text.codePointAt(next));
    }
    return next;
  }

  /** {@code rsplit(None, max)}. */
  static List<Str> wordsFromRight(Str str, long max, Budget budget) {
    List<Str> words = words(str, -1, budget);
    if (max < 0 || words.size() <= max) {
      return words;
    }
    List<Str> kept = new ArrayList<>();
    Str rest = strip(str, "", false, true);
    for (long i = 0; i < max; i++) {
      int length = words.get(words.size() - 1 - (int) i).text().length();
      kept.add(rest.part(rest.text().length() - length, rest.text().length()));
      rest = strip(rest.part(0, rest.text().length() - length), "", false, true);
    }
    kept.add(rest);
    Collections.reverse(kept);
    return kept;
  }

  /** {@code split(separator, max)}. */
  static List<Str> split(Str str, String separator, long max, Budget budget) {
    checkSeparator(separator);
    String text = str.text();
    budget.text(text.length());
    budget.search(text.length(), separator.length());
    List<Str> parts = new ArrayList<>();
    int from = 0;
    int found = text.indexOf(separator);
    while (found >= 0 && (max < 0 || parts.size() < max)) {
      budget.elements(2);
      parts.add(str.part(from, found));
      from = found + separator.length();
      found = text.indexOf(separator, from);
    }
    parts.add(str.part(from, text.length()));
    return parts;
  }

  /** {@code rsplit(separator, max)}. */
  static List<Str> splitFromRight(Str str, String separator, long max, Budget budget) {
    checkSeparator(separator);
    String text = str.text();
    budget.text(text.length());
    budget.search(text.length(), separator.length());
    List<Str> parts = new ArrayList<>();
    int to = text.length();
    int found = text.lastIndexOf(separator);
    while (found >= 0 && (max < 0 || parts.size() < max)) {
      budget.elements(2);
      parts.add(str.part(found + separator.length(), to));
      to = found;
      found = text.lastIndexOf(separator, to - separator.length());
    }
    parts.add(str.part(0, to));
    Collections.reverse(parts);
    return parts;
  }

  private static void checkSeparator(String separator) {
    if (separator.isEmpty()) {
      throw Fault.failed("empty separator");
    }
  }

  /** {@code splitlines}. */
  static List<Str> lines(Str str, boolean keepEnds, Budget budget) {
    String text = str.text();
    budget.copy(text.length());
    List<Str> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (Characters.isLineBreak(text.charAt(i))) {
        budget.elements(2);
        boolean pair = text.startsWith("\r\n", i);
        int end = pair ? i + 2 : i + 1;
        lines.add(str.part(from, keepEnds ? end : i));
        from = end;
        i = end - 1;
      }
    }
    if (from < text.length()) {
      lines.add(str.part(from, text.length()));
    }
    return lines;
  }

  /** {@code replace(old, replacement, max)}; all when {@code max} is negative. */
  static Str replace(Str str, String old, Str replacement, long max, Budget budget) {
    String text = str.text();
    budget.text(text.length());
    budget.search(text.length(), old.length());
    TextBuilder out = new TextBuilder();
    int from = 0;
    long done = 0;
    int found = text.indexOf(old);
    while (found >= 0 && (max < 0 || done < max)) {
      budget.steps(1);
      budget.copy(replacement.text().length());
      out.append(str, from, found).append(replacement);
      from = found;
      done++;
      if (!old.isEmpty()) {
        from += old.length();
        found = text.indexOf(old, from);
      } else if (found
          < text.length()) { // an empty text stands before every character and at the end
        int next = found + Character.charCount(text.codePointAt(found));
        found = next;
      } else {
        found = -1;
      }
    }
    return out.append(str, from, text.length()).toStr(str.isMarkup());
  }

  /** Occurrences that do not overlap. */
  static long count(Str str, String part, Budget budget) {
    String text = str.text();
    budget.search(text.length(), part.length());
    if (part.isEmpty()) {
      return str.length() + 1L;
    }
    long count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }
}
