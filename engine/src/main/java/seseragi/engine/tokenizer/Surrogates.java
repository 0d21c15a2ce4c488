package seseragi.engine.tokenizer;

/** Strings of UTF-16 that need not be well-formed. */
final class Surrogates {
  private static final char REPLACEMENT = '\ufffd';

  private Surrogates() {}

  /** The text with U+FFFD for every unpaired surrogate; of the same length. */
  static String repair(String text) {
    int first = firstUnpaired(text, 0);
    if (first == text.length()) {
      return text;
    }
    StringBuilder repaired = new StringBuilder(text);
    for (int at = first; at < text.length(); at = firstUnpaired(text, at + 1)) {
      repaired.setCharAt(at, REPLACEMENT);
    }
    return repaired.toString();
  }

  private static int firstUnpaired(String text, int from) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (!Character.isSurrogate(c)) {
        at++;
      } else if (Character.isHighSurrogate(c)
          && at + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(at + 1))) {
        at += 2;
      } else {
        return at;
      }
    }
    return at;
  }
}
