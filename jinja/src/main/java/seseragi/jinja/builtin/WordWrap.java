package seseragi.jinja.builtin;

import java.util.ArrayList;
import java.util.List;
import seseragi.jinja.python.Characters;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.Value;

/** The filter {@code wordwrap}: Python's {@code textwrap.wrap} on every line of a text. */
final class WordWrap {
  private final int width;
  private final boolean breakLong;
  private final boolean breakOnHyphens;
  private final Budget budget;

  private WordWrap(int width, boolean breakLong, boolean breakOnHyphens, Budget budget) {
    this.width = width;
    this.breakLong = breakLong;
    this.breakOnHyphens = breakOnHyphens;
    this.budget = budget;
  }

  static Value wrap(Str text, Bound arguments, Budget budget) {
    long width = arguments.integer(0);
    if (width <= 0) {
      throw Fault.failed("invalid width " + width + " (must be > 0)");
    }
    Str separator = arguments.isNone(2) ? Str.template("\n") : arguments.text(2);
    WordWrap wrap =
        new WordWrap(
            (int) Math.min(width, Integer.MAX_VALUE), arguments.flag(1), arguments.flag(3), budget);
    List<Str> wrapped = new ArrayList<>();
    for (Str line : Texts.lines(text, false, budget)) {
      wrapped.add(Sequences.join(separator, wrap.line(line), budget));
    }
    return Sequences.join(separator, wrapped, budget);
  }

  /**
   * Fills lines greedily; white space at the start of a following line and at the end of any is
   * dropped.
   */
  private List<Str> line(Str line) {
    List<Str> lines = new ArrayList<>();
    List<Str> chunks = chunks(line);
    int next = 0;
    while (next < chunks.size()) {
      budget.steps(1);
      if (isBlank(chunks.get(next)) && !lines.isEmpty()) {
        next++;
        if (next == chunks.size()) {
          break;
        }
      }
      List<Str> row = new ArrayList<>();
      int length = 0;
      while (next < chunks.size() && length + chunks.get(next).length() <= width) {
        length += chunks.get(next).length();
        row.add(chunks.get(next++));
      }
      if (next < chunks.size() && chunks.get(next).length() > width) {
        next += tooLong(chunks, next, row, length);
      }
      if (!row.isEmpty() && isBlank(row.getLast())) {
        row.removeLast();
      }
      if (!row.isEmpty()) {
        lines.add(Sequences.join(Str.EMPTY, row, budget));
      }
    }
    return lines;
  }

  /** Places a chunk wider than a line, whole or cut; returns 1 if nothing of it remains. */
  private int tooLong(List<Str> chunks, int next, List<Str> row, int length) {
    Str chunk = chunks.get(next);
    budget.text(chunk.text().length());
    if (breakLong) {
      int cut = chunk.offset(Math.max(1, width - length));
      if (width == length) {
        return 0;
      }
      row.add(chunk.part(0, cut));
      chunks.set(next, chunk.part(cut, chunk.text().length()));
      return chunks.get(next).isEmpty() ? 1 : 0;
    }
    if (row.isEmpty()) {
      row.add(chunk);
      return 1;
    }
    return 0;
  }

  private static boolean isBlank(Str chunk) {
    return chunk.text().codePoints().allMatch(Characters::isSpace);
  }

  /**
   * Words, and the white space between them; words end after a hyphen between letters where asked.
   */
  private List<Str> chunks(Str line) {
    List<Str> chunks = new ArrayList<>();
    String text = line.text();
    int from = 0;
    for (int i = 1; i <= text.length(); i++) {
      boolean edge = i == text.length() || isSpace(text.charAt(i)) != isSpace(text.charAt(i - 1));
      if (edge || (breakOnHyphens && isHyphen(text, i - 1, from))) {
        budget.elements(2);
        chunks.add(new TextBuilder().append(line, from, i).toStr());
        from = i;
      }
    }
    return chunks;
  }

  private static boolean isHyphen(String text, int at, int from) {
    return text.charAt(at) == '-'
        && at - from >= 2
        && at + 2 < text.length()
        && Character.isLetter(text.charAt(at - 1))
        && isWordChar(text.charAt(at - 2))
        && Character.isLetter(text.charAt(at + 1))
        && isWordChar(text.charAt(at + 2));
  }

  private static boolean isWordChar(char c) {
    return Character.isLetter(c) || c == '-';
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
