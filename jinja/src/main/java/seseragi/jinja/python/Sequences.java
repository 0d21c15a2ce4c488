package seseragi.jinja.python;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.DictView;
import seseragi.jinja.value.Equality;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Generator;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.Namespace;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.RangeValue;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Python's {@code iter}, {@code len}, {@code in}, indexing, slicing, joining and repeating. */
public final class Sequences {
  private Sequences() {}

  /** The items, each charged to the budget as it is taken. */
  public static Iterator<Value> iterate(Value value, Budget budget) {
    return switch (value) {
      case ListValue l -> indexed(l.items(), budget);
      case TupleValue t -> indexed(t.items(), budget);
      case DictValue d -> charged(d.entries().keySet().iterator(), budget);
      case DictView v -> charged(view(v), budget);
      case Str s -> characters(s, budget);
      case RangeValue r -> numbers(r, budget);
      case Generator g -> g.items();
      case Undefined u -> Collections.emptyIterator();
      case Num n -> throw notIterable(value);
      case None n -> throw notIterable(value);
      case Namespace n -> throw notIterable(value);
      case Handle h -> throw notIterable(value);
    };
  }

  private static Fault notIterable(Value value) {
    return Fault.failed("'" + value.typeName() + "' object is not iterable");
  }

  /** Tolerates a list that grows on the way, as Python's does. */
  private static Iterator<Value> indexed(List<Value> items, Budget budget) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < items.size();
      }

      @Override
      public Value next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        budget.steps(1);
        return items.get(next++);
      }
    };
  }

  private static Iterator<Value> view(DictView view) {
    Map<Value, Value> entries = view.dict().entries();
    return switch (view.kind()) {
      case KEYS -> entries.keySet().iterator();
      case VALUES -> entries.values().iterator();
      case ITEMS -> {
        Iterator<Map.Entry<Value, Value>> pairs = entries.entrySet().iterator();
        yield new Iterator<>() {
          @Override
          public boolean hasNext() {
            return pairs.hasNext();
          }

          @Override
          public Value next() {
            Map.Entry<Value, Value> pair = pairs.next();
            return TupleValue.of(pair.getKey(), pair.getValue());
          }
        };
      }
    };
  }

  private static Iterator<Value> characters(Str text, Budget budget) {
    return new Iterator<>() {
      private int offset;

      @Override
      public boolean hasNext() {
        return offset < text.text().length();
      }

      @Override
      public Value next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        budget.steps(1);
        budget.text(1);
        Str character = text.character(offset);
        offset += character.text().length();
        return character.withMarkup(false);
      }
    };
  }

  private static Iterator<Value> numbers(RangeValue range, Budget budget) {
    return new Iterator<>() {
      private final int length = range.length();
      private int index;

      @Override
      public boolean hasNext() {
        return index < length;
      }

      @Override
      public Value next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        budget.steps(1);
        return range.at(index++);
      }
    };
  }

  private static Iterator<Value> charged(Iterator<Value> items, Budget budget) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public Value next() {
        budget.steps(1);
        return items.next();
      }
    };
  }

  /** All items in a fresh list. */
  public static List<Value> toList(Value value, Budget budget) {
    List<Value> items = new ArrayList<>();
    Iterator<Value> iterator = iterate(value, budget);
    while (iterator.hasNext()) {
      budget.elements(1);
      items.add(iterator.next());
    }
    return items;
  }

  /** {@code len(value)}. */
  public static int length(Value value) {
    return switch (value) {
      case Str s -> s.length();
      case ListValue l -> l.items().size();
      case TupleValue t -> t.items().size();
      case DictValue d -> d.entries().size();
      case DictView v -> v.dict().entries().size();
      case RangeValue r -> r.length();
      case Undefined u -> 0;
      case Num n -> throw noLength(value);
      case None n -> throw noLength(value);
      case Namespace n -> throw noLength(value);
      case Generator g -> throw noLength(value);
      case Handle h -> throw noLength(value);
    };
  }

  private static Fault noLength(Value value) {
    return Fault.failed("object of type '" + value.typeName() + "' has no len()");
  }

  /** {@code item in container}. */
  public static boolean contains(Value container, Value item, Budget budget) {
    return switch (container) {
      case Str s -> {
        if (!(item instanceof Str part)) {
          throw Fault.failed(
              "'in <string>' requires string as left operand, not " + item.typeName());
        }
        budget.search(s.text().length(), part.text().length());
        yield s.text().contains(part.text());
      }
      case DictValue d -> d.entries().containsKey(Equality.checkKey(item, budget));
      case Num n -> throw notContainer(container);
      case None n -> throw notContainer(container);
      case Namespace n -> throw notContainer(container);
      case Handle h -> throw notContainer(container);
      case ListValue l -> containsItem(container, item, budget);
      case TupleValue t -> containsItem(container, item, budget);
      case DictView v -> containsItem(container, item, budget);
      case RangeValue r -> containsItem(container, item, budget);
      case Generator g -> containsItem(container, item, budget);
      case Undefined u -> false;
    };
  }

  private static boolean containsItem(Value container, Value item, Budget budget) {
    Iterator<Value> items = iterate(container, budget);
    while (items.hasNext()) {
      budget.steps(1);
      if (Equality.equal(items.next(), item, budget)) {
        return true;
      }
    }
    return false;
  }

  private static Fault notContainer(Value value) {
    return Fault.failed("argument of type '" + value.typeName() + "' is not iterable");
  }

  /** {@code join} of Python, keeping who wrote each piece; {@code pieces} are already text. */
  public static Str join(Str separator, List<Str> pieces, Budget budget) {
    long length = 0;
    for (Str piece : pieces) {
      length += piece.text().length() + separator.text().length();
    }
    budget.text(length);
    budget.scan(length);
    TextBuilder joined = new TextBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      if (i > 0) {
        joined.append(separator);
      }
      joined.append(pieces.get(i));
    }
    return joined.toStr();
  }

  /** {@code a + b} of two texts. */
  public static Str concat(Str a, Str b, Budget budget) {
    long length = (long) a.text().length() + b.text().length();
    budget.text(length);
    budget.scan(length);
    if (a.origin() == b.origin() && a.origin().isUniform()) {
      return new Str(a.text().concat(b.text()), a.origin(), false);
    }
    return new TextBuilder().append(a).append(b).toStr();
  }

  /** {@code text * times}. */
  public static Str repeat(Str text, long times, Budget budget) {
    if (times <= 0 || text.isEmpty()) {
      return new Str("", text.origin(), text.isMarkup());
    }
    long length = size(text.text().length(), times);
    budget.text(length);
    budget.scan(length);
    budget.output(length);
    if (text.origin().isUniform()) {
      return new Str(text.text().repeat((int) times), text.origin(), text.isMarkup());
    }
    TextBuilder repeated = new TextBuilder();
    for (long i = 0; i < times; i++) {
      repeated.append(text);
    }
    return repeated.toStr(text.isMarkup());
  }

  /** {@code items * times}. */
  public static List<Value> repeat(List<Value> items, long times, Budget budget) {
    long count = Math.max(times, 0);
    budget.elements(size(items.size(), count));
    List<Value> repeated = new ArrayList<>();
    for (long i = 0; i < count && !items.isEmpty(); i++) {
      repeated.addAll(items);
    }
    return repeated;
  }

  /** A product that stays within what a budget can add up. */
  private static long size(long length, long times) {
    return times > 0 && length > (1L << 40) / times ? 1L << 40 : length * times;
  }

  public static List<Value> concat(List<Value> a, List<Value> b, Budget budget) {
    budget.elements((long) a.size() + b.size());
    List<Value> both = new ArrayList<>(a.size() + b.size());
    both.addAll(a);
    both.addAll(b);
    return both;
  }
}
