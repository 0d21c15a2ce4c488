package seseragi.jinja;

import seseragi.jinja.value.Fault;

/**
 * Why there is no result: the template is not one, it failed, it refused the input, or it used more
 * than it may.
 *
 * <p>{@link #getMessage} names the place; {@link #detail} does not. No stack trace: the place in
 * the template is what matters.
 */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What sort of end it is. */
  public enum Kind {
    /** The text is not a template of this language. */
    SYNTAX,
    /**
     * Python would have raised an error: a wrong type, an undefined value used, a forbidden method.
     */
    FAILED,
    /**
     * The template itself called {@code raise_exception}: {@link #detail} is its message, meant for
     * whoever sent the input.
     */
    RAISED,
    STEP_LIMIT,
    DEPTH_LIMIT,
    OUTPUT_LIMIT,
    ALLOCATION_LIMIT,
    SOURCE_LIMIT;

    public boolean isLimit() {
      return compareTo(RAISED) > 0;
    }
  }

  private final Kind kind;
  private final int line;
  private final int column;
  private final String detail;

  private TemplateException(Kind kind, int line, int column, String detail) {
    super(
        line > 0 ? "line " + line + ", column " + column + ": " + detail : detail,
        null,
        false,
        false);
    this.kind = kind;
    this.line = line;
    this.column = column;
    this.detail = detail;
  }

  static TemplateException of(Fault fault, String source) {
    int at = Math.min(fault.at(), source.length());
    int line = 0;
    int column = 0;
    if (at >= 0) {
      line = (int) source.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
      column = at - source.lastIndexOf('\n', at - 1);
    }
    return new TemplateException(
        Kind.valueOf(fault.kind().name()), line, column, fault.getMessage());
  }

  public Kind kind() {
    return kind;
  }

  /** From 1; 0 when no place in the template is to blame. */
  public int line() {
    return line;
  }

  /** From 1; 0 when no place in the template is to blame. */
  public int column() {
    return column;
  }

  /** The message without the place. */
  public String detail() {
    return detail;
  }
}
