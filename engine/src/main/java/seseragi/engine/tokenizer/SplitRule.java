package seseragi.engine.tokenizer;

/**
 * One split pattern, written by hand as a scanner: a regular expression engine would recurse on a
 * word of a megabyte, or try a run of spaces again from each of its places.
 */
@FunctionalInterface
interface SplitRule {
  int NO_MATCH = -1;

  /**
   * Where the match that begins at {@code at} ends, or {@link #NO_MATCH}. A match is never empty.
   *
   * @param end exclusive; to the pattern it is the end of the text
   */
  int match(String text, int at, int end);

  /** {@code x+} for the code points of a class. */
  static SplitRule run(CodePointClass members) {
    return (text, at, end) -> {
      int stop = skip(members, text, at, end);
      return stop == at ? NO_MATCH : stop;
    };
  }

  /** {@code x}: each code point of a class for itself. */
  static SplitRule single(CodePointClass members) {
    return (text, at, end) -> {
      int codePoint = text.codePointAt(at);
      return members.contains(codePoint) ? at + Character.charCount(codePoint) : NO_MATCH;
    };
  }

  /** {@code \s?x+}. */
  static SplitRule spacedRun(CodePointClass members) {
    return (text, at, end) -> {
      if (CharClass.isSpace(text.charAt(at))) {
        int stop = skip(members, text, at + 1, end);
        if (stop > at + 1) {
          return stop;
        }
      }
      int stop = skip(members, text, at, end); // a space may be of the class itself
      return stop == at ? NO_MATCH : stop;
    };
  }

  /** {@code [0-9][0-9][0-9]}. */
  static int threeDigits(String text, int at, int end) {
    return at + 3 <= end
            && CharClass.isAsciiDigit(text.charAt(at))
            && CharClass.isAsciiDigit(text.charAt(at + 1))
            && CharClass.isAsciiDigit(text.charAt(at + 2))
        ? at + 3
        : NO_MATCH;
  }

  /** The first place from {@code at} on that is not of a class. */
  static int skip(CodePointClass members, String text, int at, int end) {
    int stop = at;
    while (stop < end) {
      int codePoint = text.codePointAt(stop);
      if (!members.contains(codePoint)) {
        break;
      }
      stop += Character.charCount(codePoint);
    }
    return stop;
  }

  /** {@code \s+(?!\S)|\s+}: a run of spaces, less the last one if something follows. */
  static int spaces(String text, int at, int end) {
    int stop = skip(CharClass::isSpace, text, at, end);
    return stop == end || stop == at + 1 ? stop : stop - 1;
  }

  /** A set of Unicode code points. */
  @FunctionalInterface
  interface CodePointClass {
    boolean contains(int codePoint);
  }
}
