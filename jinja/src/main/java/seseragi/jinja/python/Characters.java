package seseragi.jinja.python;

/** Python's classes of characters. */
public final class Characters {
  private static final long DIGITS = 0x3FF_0000_0000_0000L; // 0 to 9
  private static final long LETTERS = 0x7FF_FFFE_87FF_FFFEL; // A to Z, _, a to z, less 64

  private Characters() {}

  /** {@code str.isspace}, also what {@code strip} removes. */
  public static boolean isSpace(int c) {
    if (c < 0x80) {
      return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
    }
    return c == 0x85 || Character.isSpaceChar(c);
  }

  /** {@code str.isprintable}. */
  public static boolean isPrintable(int c) {
    if (c < 0x7F) {
      return c >= ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** {@code \w} of Python's regular expressions. */
  public static boolean isWord(int c) {
    if (c < 0x80) {
      return ((c < 64 ? DIGITS : LETTERS) >>> c & 1) != 0;
    }
    return Character.isLetterOrDigit(c) || isNumeric(c);
  }

  /** Where {@code str.splitlines} splits; {@code \r\n} is one break. */
  public static boolean isLineBreak(int c) {
    return (c >= 0x0A && c <= 0x0D)
        || (c >= 0x1C && c <= 0x1E)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  /** {@code str.isnumeric}, as far as the JVM knows. */
  public static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }
}
