package seseragi.jinja.builtin;

import java.util.List;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Handle;
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
      case "pos" -> new seseragi.jinja.value.Int(position);
      case "next" -> new Step(this, false);
      case "reset" -> new Step(this, true);
      default -> Handle.super.attribute(name);
    };
  }

  /** One of its two methods. */
  private record Step(Cycler cycler, boolean reset) implements Handle {
    @Override
    public String typeName() {
      return "method";
    }

    @Override
    public Value call(Arguments arguments) {
      if (reset) {
        cycler.position = 0;
        return None.NONE;
      }
      Value current = cycler.items.get(cycler.position);
      cycler.position = (cycler.position + 1) % cycler.items.size();
      return current;
    }
  }
}
