package seseragi.engine.tokenizer;

/**
 * Unicode general categories as the split patterns use them, with the tables of the running JDK.
 */
final class CharClass {
  private static final int LETTERS =
      1 << Character.UPPERCASE_LETTER
          | 1 << Character.LOWERCASE_LETTER
          | 1 << Character.TITLECASE_LETTER
          | 1 << Character.MODIFIER_LETTER
          | 1 << Character.OTHER_LETTER;
  private static final int NUMBERS =
      1 << Character.DECIMAL_DIGIT_NUMBER
          | 1 << Character.LETTER_NUMBER
          | 1 << Character.OTHER_NUMBER;
  private static final int PUNCTUATION =
      1 << Character.CONNECTOR_PUNCTUATION
          | 1 << Character.DASH_PUNCTUATION
          | 1 << Character.START_PUNCTUATION
          | 1 << Character.END_PUNCTUATION
          | 1 << Character.INITIAL_QUOTE_PUNCTUATION
          | 1 << Character.FINAL_QUOTE_PUNCTUATION
          | 1 << Character.OTHER_PUNCTUATION;

  private CharClass() {}

  /** {@code \p{L}}. */
  static boolean isLetter(int codePoint) {
    if (codePoint < 0x80) {
      return isAsciiLower(codePoint) || isAsciiUpper(codePoint);
    }
    return (LETTERS >> Character.getType(codePoint) & 1) != 0;
  }

  /** {@code \p{N}}. */
  static boolean isNumber(int codePoint) {
    if (codePoint < 0x80) {
      return isAsciiDigit(codePoint);
    }
    return (NUMBERS >> Character.getType(codePoint) & 1) != 0;
  }

  /** {@code \p{P}}. */
  static boolean isPunctuation(int codePoint) {
    return (PUNCTUATION >> Character.getType(codePoint) & 1) != 0;
  }

  /** {@code \s}: the Unicode property White_Space. All such characters are in the BMP. */
  static boolean isSpace(int codePoint) {
    if (codePoint <= 0x20) {
      return codePoint == 0x20 || (codePoint >= 0x09 && codePoint <= 0x0d);
    }
    return codePoint >= 0x85
        && (codePoint == 0x85
            || codePoint == 0xa0
            || codePoint == 0x1680
            || (codePoint >= 0x2000 && codePoint <= 0x200a)
            || codePoint == 0x2028
            || codePoint == 0x2029
            || codePoint == 0x202f
            || codePoint == 0x205f
            || codePoint == 0x3000);
  }

  /** {@code [^\s\p{L}\p{N}]}. */
  static boolean isOther(int codePoint) {
    return !isSpace(codePoint) && !isLetter(codePoint) && !isNumber(codePoint);
  }

  static boolean isLineEnd(int codePoint) {
    return codePoint == '\n' || codePoint == '\r';
  }

  static boolean isAsciiLower(int codePoint) {
    return codePoint >= 'a' && codePoint <= 'z';
  }

  static boolean isAsciiUpper(int codePoint) {
    return codePoint >= 'A' && codePoint <= 'Z';
  }

  static boolean isAsciiDigit(int codePoint) {
    return codePoint >= '0' && codePoint <= '9';
  }
}
