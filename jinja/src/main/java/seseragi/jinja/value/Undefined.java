package seseragi.jinja.value;

/**
 * What a missing variable, attribute or element yields: prints as nothing, is false and empty, and
 * fails on any further use.
 *
 * @param reason the message of that failure
 */
public record Undefined(String reason) implements Value {

  public static Undefined variable(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  public Fault used() {
    return Fault.failed(reason);
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
