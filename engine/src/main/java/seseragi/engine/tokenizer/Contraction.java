package seseragi.engine.tokenizer;

/** English contractions: {@code 's|'t|'re|'ve|'m|'ll|'d}. */
final class Contraction {
  private Contraction() {}

  /** The length of the contraction at an apostrophe: 2, 3, or 0 if there is none. */
  static int length(String text, int apostrophe, int end, boolean anyCase) {
    int first = letter(text, apostrophe + 1, end, anyCase);
    int second = letter(text, apostrophe + 2, end, anyCase);
    return switch (first) {
      case 's', 't', 'm', 'd' -> 2;
      case 'r', 'v' -> second == 'e' ? 3 : 0;
      case 'l' -> second == 'l' ? 3 : 0;
      default -> 0;
    };
  }

  private static int letter(String text, int at, int end, boolean anyCase) {
    if (at >= end) {
      return -1;
    }
    char c = text.charAt(at);
    return anyCase && CharClass.isAsciiUpper(c) ? c + ('a' - 'A') : c;
  }
}
