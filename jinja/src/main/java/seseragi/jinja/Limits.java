package seseragi.jinja;

/**
 * What a template may use. Each is a bound on one compilation or one render.
 *
 * @param steps nodes evaluated and elements visited; five million take about a second
 * @param depth nested evaluations: expressions in expressions, blocks in blocks, macros that call
 *     macros
 * @param outputChars length of the result, and of any text on the way to it
 * @param allocatedBytes all values made by one render together, about, those already dropped
 *     included
 * @param sourceChars length of the template's text
 */
public record Limits(
    long steps, int depth, long outputChars, long allocatedBytes, int sourceChars) {

  public Limits {
    check("steps", steps);
    check("depth", depth);
    check("outputChars", outputChars);
    check("allocatedBytes", allocatedBytes);
    check("sourceChars", sourceChars);
  }

  private static void check(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ": give a number above 0");
    }
  }

  /**
   * Enough for a million-token conversation; a hostile template ends within about a second and 150
   * MB.
   */
  public static Limits defaults() {
    return new Limits(5_000_000, 1000, 16_000_000, 128L << 20, 1 << 20);
  }
}
