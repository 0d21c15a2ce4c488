package seseragi.engine.text;

import java.util.List;

/**
 * Stop strings of a request, prepared for being searched in text that comes in pieces (Knuth,
 * Morris and Pratt 1977). Immutable; shared by the choices of a request.
 */
public final class StopStrings {
  private final String[] stops;
  private final int[][] borders; // [stops][length] longest proper prefix that ends here as a suffix

  /**
   * @param texts none of them empty
   */
  public StopStrings(List<String> texts) {
    stops = texts.toArray(new String[0]);
    borders = new int[stops.length][];
    for (int i = 0; i < stops.length; i++) {
      borders[i] = borders(stops[i]);
    }
  }

  int count() {
    return stops.length;
  }

  int length(int stop) {
    return stops[stop].length();
  }

  /**
   * How much of a stop string the text ends with, after one more character.
   *
   * @param matched how much it was before, less than the whole
   */
  int advance(int stop, int matched, char next) {
    int length = matched;
    while (length > 0 && stops[stop].charAt(length) != next) {
      length = borders[stop][length - 1];
    }
    return stops[stop].charAt(length) == next ? length + 1 : 0;
  }

  private static int[] borders(String text) {
    int[] border = new int[text.length()];
    for (int i = 1; i < border.length; i++) {
      int length = border[i - 1];
      while (length > 0 && text.charAt(length) != text.charAt(i)) {
        length = border[length - 1];
      }
      border[i] = text.charAt(length) == text.charAt(i) ? length + 1 : 0;
    }
    return border;
  }
}
