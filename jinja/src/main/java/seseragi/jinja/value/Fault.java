package seseragi.jinja.value;

import java.util.Locale;

/**
 * Why a template cannot go on, without a stack trace. Whoever knows the place adds it; the module's
 * face turns it into its public exception.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What sort of end it is. */
  public enum Kind {
    SYNTAX,
    FAILED,
    RAISED,
    STEP_LIMIT,
    DEPTH_LIMIT,
    OUTPUT_LIMIT,
    ALLOCATION_LIMIT,
    SOURCE_LIMIT
  }

  private final Kind kind;
  private final int at; // char offset in the template, -1 where the thrower does not know it

  private Fault(Kind kind, int at, String message) {
    super(message, null, false, false);
    this.kind = kind;
    this.at = at;
  }

  public static Fault syntax(int at, String message) {
    return new Fault(Kind.SYNTAX, at, message);
  }

  /** Python would have raised here: a wrong type, an undefined value used, a blocked method. */
  public static Fault failed(String message) {
    return new Fault(Kind.FAILED, -1, message);
  }

  /** The same with a message in the form of {@link String#format}. */
  public static Fault failed(String format, Object first, Object... more) {
    Object[] all = new Object[more.length + 1];
    all[0] = first;
    System.arraycopy(more, 0, all, 1, more.length);
    return failed(String.format(Locale.ROOT, format, all));
  }

  /** The template itself called {@code raise_exception}. */
  public static Fault raised(String message) {
    return new Fault(Kind.RAISED, -1, message);
  }

  public static Fault limit(Kind kind, String message) {
    return new Fault(kind, -1, message);
  }

  public static Fault limitAt(Kind kind, int at, String message) {
    return new Fault(kind, at, message);
  }

  /** The same with a place, unless it has one. */
  public Fault located(int offset) {
    return at >= 0 ? this : new Fault(kind, offset, getMessage());
  }

  public Kind kind() {
    return kind;
  }

  public int at() {
    return at;
  }
}
