package seseragi.engine.tokenizer;

import static seseragi.engine.tokenizer.SplitRule.skip;

/**
 * The pattern of Llama 3, and with single digits of Qwen 2: {@code
 * (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|
 * ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}.
 */
final class Llama3Rule implements SplitRule {
  private final int mostDigits;

  Llama3Rule(int mostDigits) {
    this.mostDigits = mostDigits;
  }

  @Override
  public int match(String text, int at, int end) {
    int first = text.codePointAt(at);
    if (first == '\'') {
      int length = Contraction.length(text, at, end, true);
      if (length > 0) {
        return at + length;
      }
    }
    if (CharClass.isLetter(first)) {
      return skip(CharClass::isLetter, text, at, end);
    }
    if (CharClass.isNumber(first)) {
      return digits(text, at, end);
    }
    int second = at + Character.charCount(first);
    if (!CharClass.isLineEnd(first)
        && second < end
        && CharClass.isLetter(text.codePointAt(second))) {
      return skip(CharClass::isLetter, text, second, end);
    }
    int others = others(text, at, end);
    if (others != NO_MATCH) {
      return skip(CharClass::isLineEnd, text, others, end);
    }
    return spacesAndLineEnds(text, at, end);
  }

  private int digits(String text, int at, int end) {
    int stop = at;
    for (int i = 0; i < mostDigits && stop < end; i++) {
      int codePoint = text.codePointAt(stop);
      if (!CharClass.isNumber(codePoint)) {
        break;
      }
      stop += Character.charCount(codePoint);
    }
    return stop;
  }

  /** {@code ?[^\s\p{L}\p{N}]+}. */
  static int others(String text, int at, int end) {
    int from = text.charAt(at) == ' ' ? at + 1 : at;
    int stop = skip(CharClass::isOther, text, from, end);
    return stop == from ? NO_MATCH : stop;
  }

  /** {@code \s*[\r\n]+|\s+(?!\S)|\s+}. */
  static int spacesAndLineEnds(String text, int at, int end) {
    int stop = skip(CharClass::isSpace, text, at, end);
    for (int last = stop; last > at; last--) {
      if (CharClass.isLineEnd(text.charAt(last - 1))) {
        return last;
      }
    }
    return stop == end || stop == at + 1 ? stop : stop - 1;
  }
}
