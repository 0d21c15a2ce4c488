package seseragi.jinja.builtin;

import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.Value;

/** A method together with the value that it was taken from. */
record BoundMethod(Value self, Method method, Session session) implements Handle {

  @Override
  public String typeName() {
    return "builtin_function_or_method";
  }

  @Override
  public String describe() {
    return "<built-in method " + method.label() + " of " + self.typeName() + " object>";
  }

  @Override
  public Value call(Arguments arguments) {
    return method.call(self, arguments, session);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
