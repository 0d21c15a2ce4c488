package seseragi.jinja.builtin;

import java.util.Locale;

/** Upper and lower case as Python's, whatever the locale of the JVM. */
final class Cases {
  private Cases() {}

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return titleCase(text.codePointAt(0)) + lower(text.substring(first));
  }

  /** {@code str.title}: every letter that follows no letter is title case, every other lower. */
  static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      out.append(inWord ? lower(Character.toString(c)) : titleCase(c));
      inWord = isCased(c);
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private static String titleCase(int c) {
    if (Character.toTitleCase(c) != c || Character.isUpperCase(c)) {
      return Character.toString(Character.toTitleCase(c));
    }
    String upper = upper(Character.toString(c)); // sharp s and the ligatures become two letters
    return upper.length() > 1 && upper.codePointAt(0) != c
        ? upper.charAt(0) + lower(upper.substring(1))
        : Character.toString(c);
  }

  static String swap(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              String s = Character.toString(c);
              out.append(
                  Character.isUpperCase(c) ? lower(s) : Character.isLowerCase(c) ? upper(s) : s);
            });
    return out.toString();
  }

  static boolean isUpper(String text) {
    return text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c))
        && text.codePoints().anyMatch(Character::isUpperCase);
  }

  static boolean isLower(String text) {
    return text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c))
        && text.codePoints().anyMatch(Character::isLowerCase);
  }

  static boolean isTitle(String text) {
    boolean found = false;
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean upper = Character.isUpperCase(c) || Character.isTitleCase(c);
      if ((upper && inWord) || (Character.isLowerCase(c) && !inWord)) {
        return false;
      }
      inWord = isCased(c);
      found |= inWord;
      i += Character.charCount(c);
    }
    return found;
  }

  private static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }
}
