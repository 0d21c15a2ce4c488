package seseragi.engine.sampling;

/** A parameter of a request has a value that cannot be. The request was not started. */
public final class InvalidParameterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String parameter;

  /**
   * @param parameter its public name, as {@code top_p}
   * @param value what was given
   * @param expected what would be right, as {@code a number from 0 to 1}
   */
  public InvalidParameterException(String parameter, Object value, String expected) {
    super("%s is %s; expected %s".formatted(parameter, value, expected));
    this.parameter = parameter;
  }

  /** Public name of the parameter. */
  public String parameter() {
    return parameter;
  }
}
