package seseragi.jinja.value;

import java.util.Iterator;

/** A Python generator: its items come once, and are computed as they are asked for. */
public final class Generator implements Value {
  private final Iterator<Value> items;

  public Generator(Iterator<Value> items) {
    this.items = items;
  }

  public Iterator<Value> items() {
    return items;
  }

  @Override
  public String typeName() {
    return "generator";
  }
}
