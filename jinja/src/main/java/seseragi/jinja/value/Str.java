package seseragi.jinja.value;

/**
 * Text that knows who wrote it. Immutable and safe to share between renders.
 *
 * <p>Positions that a template sees count code points; offsets in this class count Java chars,
 * unless said otherwise.
 */
public final class Str implements Value, Comparable<Str> {
  public static final Str EMPTY = template("");

  private final String text;
  private final Origin origin;
  private final boolean markup;
  private int codePoints = -1; // computed at first use; every thread computes the same

  public Str(String text, Origin origin, boolean markup) {
    this.text = text;
    this.origin = origin;
    this.markup = markup;
  }

  /** Text that the template itself wrote. */
  public static Str template(String text) {
    return new Str(text, Origin.TEMPLATE, false);
  }

  /** Text that came with the variables. */
  public static Str input(String text) {
    return new Str(text, Origin.INPUT, false);
  }

  /** One character, as input, since its number may come from there. */
  public static Str ofCodePoint(int codePoint) {
    if (!Character.isValidCodePoint(codePoint)) {
      throw Fault.failed("%c arg not in range(0x110000)");
    }
    return input(Character.toString(codePoint));
  }

  public String text() {
    return text;
  }

  public Origin origin() {
    return origin;
  }

  /** Whether the filter {@code safe} or {@code escape} made it Python's {@code Markup}. */
  public boolean isMarkup() {
    return markup;
  }

  public Str withMarkup(boolean wanted) {
    if (markup == wanted) {
      return this;
    }
    Str same = new Str(text, origin, wanted);
    same.codePoints = length();
    return same;
  }

  /** The same text as if it had come with the variables. */
  public Str asInput() {
    return new Str(text, Origin.INPUT, markup);
  }

  /** Other text computed from this one; the template's only if all of this was. */
  public Str derive(String derived) {
    return new Str(derived, origin.isUniform() ? origin : Origin.INPUT, markup);
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }

  /** In code points. */
  public int length() {
    if (codePoints < 0) {
      codePoints = text.codePointCount(0, text.length());
    }
    return codePoints;
  }

  /** Char offset of a code point index from 0 to {@link #length}. */
  public int offset(int index) {
    return length() == text.length() ? index : text.offsetByCodePoints(0, index);
  }

  /** The part between two char offsets. */
  public Str part(int from, int to) {
    if (from == 0 && to == text.length()) {
      return this;
    }
    return new Str(text.substring(from, to), origin.slice(from, to), markup);
  }

  /** The code point at a char offset, as text. */
  public Str character(int offset) {
    return part(offset, offset + Character.charCount(text.codePointAt(offset)));
  }

  @Override
  public String typeName() {
    return markup ? "Markup" : "str";
  }

  /** By chars; keeps a dict fast whose keys were chosen to have one hash. */
  @Override
  public int compareTo(Str other) {
    return text.compareTo(other.text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Str s && text.equals(s.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
