package seseragi.jinja.builtin;

import java.util.List;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.NativeFunction;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Value;

/** What {@code cycler(...)} returns: goes round its items at each {@code next()}. */
final class Cycler implements Handle {
  private final List<Value> items;
  private int position;

  Cycler(List<Value> items) {
    if (items.isEmpty()) {
      throw Fault.failed("at least one item has to be provided");
    }
    this.items = items;
  }

  @Override
  public String typeName() {
    return "Cycler";
  }

  @Override
  public boolean isCallable() {
    return false;
  }

  @Override
  public Value attribute(String name) {
    return switch (name) {
      case "current" -> items.get(position);
      case "pos" -> new Int(position);
      case "next" -> NativeFunction.method(name, arguments -> step());
      case "reset" -> NativeFunction.method(name, arguments -> reset());
      default -> Handle.super.attribute(name);
    };
  }

  private Value step() {
    Value current = items.get(position);
    position = (position + 1) % items.size();
    return current;
  }

  private Value reset() {
    position = 0;
    return None.NONE;
  }
}
