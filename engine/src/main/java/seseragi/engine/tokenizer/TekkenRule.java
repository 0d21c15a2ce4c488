package seseragi.engine.tokenizer;

import static seseragi.engine.tokenizer.SplitRule.skip;

/**
 * The pattern of Mistral's Tekken as llama.cpp reads it for GGUF files. With U = a letter but a-z
 * and L = a letter but A-Z: {@code [^\r\n\p{L}\p{N}]?U*L+|[^\r\n\p{L}\p{N}]?U+L*|\p{N}|
 * ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+}.
 */
final class TekkenRule implements SplitRule {
  @Override
  public int match(String text, int at, int end) {
    int first = text.codePointAt(at);
    int second = at + Character.charCount(first);
    if (CharClass.isLetter(first)) {
      return word(text, at, end);
    }
    if (CharClass.isNumber(first)) {
      return second;
    }
    if (!CharClass.isLineEnd(first)
        && second < end
        && CharClass.isLetter(text.codePointAt(second))) {
      return word(text, second, end);
    }
    int others = Llama3Rule.others(text, at, end);
    if (others != NO_MATCH) {
      return skip(c -> CharClass.isLineEnd(c) || c == '/', text, others, end);
    }
    return Llama3Rule.spacesAndLineEnds(text, at, end);
  }

  /** {@code U*L+|U+L*}, from a letter on. */
  private static int word(String text, int at, int end) {
    int upperEnd = skip(TekkenRule::isUpper, text, at, end);
    int lowerEnd = skip(TekkenRule::isLower, text, upperEnd, end);
    if (lowerEnd > upperEnd) {
      return lowerEnd;
    }
    // U* took all: it gives back until L+ has a letter of its own, the last one that is both.
    int back = upperEnd;
    while (back > at) {
      int codePoint = text.codePointBefore(back);
      if (isLower(codePoint)) {
        return back;
      }
      back -= Character.charCount(codePoint);
    }
    return upperEnd;
  }

  private static boolean isUpper(int codePoint) {
    return CharClass.isLetter(codePoint) && !CharClass.isAsciiLower(codePoint);
  }

  private static boolean isLower(int codePoint) {
    return CharClass.isLetter(codePoint) && !CharClass.isAsciiUpper(codePoint);
  }
}
