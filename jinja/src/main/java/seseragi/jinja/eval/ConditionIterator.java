package seseragi.jinja.eval;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import seseragi.jinja.value.Value;

/** The items of a loop that pass its {@code if}, tested one at a time as the loop asks for them. */
final class ConditionIterator implements Iterator<Value> {
  private final Iterator<Value> items;
  private final Predicate<Value> condition;
  private Value found; // the next item, once looked for

  ConditionIterator(Iterator<Value> items, Predicate<Value> condition) {
    this.items = items;
    this.condition = condition;
  }

  @Override
  public boolean hasNext() {
    while (found == null && items.hasNext()) {
      Value item = items.next();
      found = condition.test(item) ? item : null;
    }
    return found != null;
  }

  @Override
  public Value next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Value item = found;
    found = null;
    return item;
  }
}
