package seseragi.jinja.python;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Value;

/** Iterators over iterators; each item is charged, and so is the depth of one in another. */
public final class Items {
  private Items() {}

  /** Those at the indices below a length that may still grow, as Python's lists tolerate. */
  static Iterator<Value> indexed(IntSupplier length, IntFunction<Value> item, Budget budget) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < length.getAsInt();
      }

      @Override
      public Value next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        budget.steps(1);
        return item.apply(next++);
      }
    };
  }

  /** Each item changed, when it is asked for. */
  public static Iterator<Value> map(
      Iterator<Value> items, UnaryOperator<Value> change, Budget budget) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        budget.enter();
        boolean more = items.hasNext();
        budget.leave();
        return more;
      }

      @Override
      public Value next() {
        budget.enter();
        Value item = change.apply(items.next());
        budget.leave();
        return item;
      }
    };
  }

  /** The items that pass, tested one at a time as they are asked for. */
  public static Iterator<Value> filter(
      Iterator<Value> items, Predicate<Value> passes, Budget budget) {
    return new Iterator<>() {
      private Value found; // the next item, once looked for

      @Override
      public boolean hasNext() {
        budget.enter();
        while (found == null && items.hasNext()) {
          budget.steps(1);
          Value item = items.next();
          found = passes.test(item) ? item : null;
        }
        budget.leave();
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
    };
  }
}
