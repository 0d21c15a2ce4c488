package seseragi.jinja.value;

/**
 * What a missing variable, attribute or element yields: prints as nothing, is false and empty, and
 * fails on any further use.
 *
 * @param before the message of that failure, up to the name of what is missing
 * @param name may be any text of the input, so it is shortened when shown
 * @param after the rest of the message
 */
public record Undefined(String before, String name, String after) implements Value {
  private static final int SHOWN = 100;

  public Undefined(String reason) {
    this(reason, "", "");
  }

  public static Undefined variable(String name) {
    return new Undefined("'", name, "' is undefined");
  }

  public static Undefined attribute(String object, String name) {
    return new Undefined("'" + object + "' has no attribute '", name, "'");
  }

  public Fault used() {
    String shown = name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "...";
    return Fault.failed(before + shown + after);
  }

  @Override
  public String typeName() {
    return "Undefined";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Undefined;
  }

  @Override
  public int hashCode() {
    return 1;
  }
}
