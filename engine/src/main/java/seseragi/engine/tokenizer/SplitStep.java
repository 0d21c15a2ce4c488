package seseragi.engine.tokenizer;

/** One pass of a pre-tokenizer over one part of the text. */
@FunctionalInterface
interface SplitStep {
  /** Adds the ends of the parts of a part, in order; the last one is {@code end}. */
  void split(String text, int start, int end, IntList ends);

  /** Every match is a part, and so is the text between two matches. */
  static SplitStep each(SplitRule rule) {
    return (text, start, end, ends) -> {
      int unmatched = start;
      int at = start;
      while (at < end) {
        int stop = rule.match(text, at, end);
        if (stop == SplitRule.NO_MATCH) {
          at += Character.charCount(text.codePointAt(at));
          continue;
        }
        if (unmatched < at) {
          ends.add(at);
        }
        ends.add(stop);
        at = stop;
        unmatched = stop;
      }
      if (unmatched < end) {
        ends.add(end);
      }
    };
  }

  /** {@code \s+$}. */
  static void trailingSpaces(String text, int start, int end, IntList ends) {
    int from = end;
    while (from > start && CharClass.isSpace(text.charAt(from - 1))) {
      from--;
    }
    if (from > start) {
      ends.add(from);
    }
    if (from < end) {
      ends.add(end);
    }
  }
}
