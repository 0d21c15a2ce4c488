package seseragi.jinja.value;

/**
 * Something of the engine that a template can only call or ask for attributes: a function, a method
 * bound to its object, a macro, the loop. Compared by identity; not for JSON.
 */
public non-sealed interface Handle extends Value {

  /** What it prints as. */
  default String describe() {
    return "<" + typeName() + ">";
  }

  /** The named attribute, or an {@link Undefined}. */
  default Value attribute(String name) {
    return Undefined.attribute(typeName() + " object", name);
  }

  /** Whether {@link #call} can succeed. */
  default boolean isCallable() {
    return true;
  }

  default Value call(Arguments arguments) {
    throw Fault.failed("'" + typeName() + "' object is not callable");
  }
}
