package seseragi.jinja.value;

import java.util.function.Function;
import java.util.function.Supplier;

/** A function or method of the engine itself; equal to itself only. */
public final class NativeFunction implements Handle {
  private final String typeName;
  private final Supplier<String> description;
  private final Function<Arguments, Value> body;

  /**
   * @param typeName as Python prints it
   * @param description what it prints as
   */
  public NativeFunction(
      String typeName, Supplier<String> description, Function<Arguments, Value> body) {
    this.typeName = typeName;
    this.description = description;
    this.body = body;
  }

  /** A method of an object of the engine. */
  public static NativeFunction method(String name, Function<Arguments, Value> body) {
    return new NativeFunction("method", () -> "<bound method " + name + ">", body);
  }

  @Override
  public String typeName() {
    return typeName;
  }

  @Override
  public String describe() {
    return description.get();
  }

  @Override
  public Value call(Arguments arguments) {
    return body.apply(arguments);
  }
}
