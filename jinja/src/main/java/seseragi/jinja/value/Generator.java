package seseragi.jinja.value;

import java.util.Iterator;
import java.util.function.Supplier;

/**
 * A Python generator: its items come once, and nothing is computed, checked or failed before the
 * first is asked for.
 */
public final class Generator implements Value {
  private final Supplier<Iterator<Value>> start;
  private Iterator<Value> items; // null before the first use

  public Generator(Supplier<Iterator<Value>> start) {
    this.start = start;
  }

  public Iterator<Value> items() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return started().hasNext();
      }

      @Override
      public Value next() {
        return started().next();
      }
    };
  }

  private Iterator<Value> started() {
    items = items == null ? start.get() : items;
    return items;
  }

  @Override
  public String typeName() {
    return "generator";
  }
}
