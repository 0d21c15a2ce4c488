package seseragi.jinja.builtin;

import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Value;

/** What {@code joiner(sep)} returns: nothing when first called, the separator from then on. */
final class Joiner implements Handle {
  private final Value separator;
  private boolean used;

  Joiner(Value separator) {
    this.separator = separator;
  }

  @Override
  public String typeName() {
    return "Joiner";
  }

  @Override
  public Value call(Arguments arguments) {
    Value result = used ? separator : Str.EMPTY;
    used = true;
    return result;
  }
}
