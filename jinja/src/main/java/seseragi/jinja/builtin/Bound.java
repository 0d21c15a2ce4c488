package seseragi.jinja.builtin;

import seseragi.jinja.python.Types;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Value;

/** The arguments of a call to a built-in, one for each of its parameters. */
final class Bound {
  private final Value[] values;
  private final Arguments all;

  Bound(Value[] values, Arguments all) {
    this.values = values;
    this.all = all;
  }

  /** As they were given, for a built-in that takes any. */
  Arguments all() {
    return all;
  }

  Value value(int index) {
    return values[index];
  }

  boolean isNone(int index) {
    return values[index] instanceof None;
  }

  boolean flag(int index) {
    return Types.truth(values[index]);
  }

  long integer(int index) {
    return Types.index(values[index]);
  }

  Str text(int index) {
    return Types.text(values[index]);
  }
}
