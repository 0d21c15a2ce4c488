package seseragi.jinja.python;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
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
      case ListValue l -> Items.indexed(l.items()::size, l.items()::get, budget);
      case TupleValue t -> Items.indexed(t.items()::size, t.items()::get, budget);
      case RangeValue r -> Items.indexed(r::length, r::at, budget);
      case DictValue d -> Items.map(d.entries().keySet().iterator(), key -> key, budget);
      case DictView v -> Items.map(view(v), item -> item, budget);
      case Str s -> characters(s, budget);
      case Generator g -> g.items();
      case Undefined _ -> Collections.emptyIterator();
      case Num _, None _, Namespace _, Handle _ ->
          throw Fault.failed("'%s' object is not iterable", value.typeName());
    };
  }

  private static Iterator<Value> view(DictView view) {
    Map<Value, Value> entries = view.dict().entries();
    return switch (view.kind()) {
      case KEYS -> entries.keySet().iterator();
      case VALUES -> entries.values().iterator();
      case ITEMS -> {
        Stream<Map.Entry<Value, Value>> pairs = entries.entrySet().stream();
        yield pairs.<Value>map(pair -> TupleValue.of(pair.getKey(), pair.getValue())).iterator();
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
      case Undefined _ -> 0;
      case Num _, None _, Namespace _, Generator _, Handle _ ->
          throw Fault.failed("object of type '%s' has no len()", value.typeName());
    };
  }

  /** {@code item in container}. */
  public static boolean contains(Value container, Value item, Budget budget) {
    return switch (container) {
      case Str s -> {
        if (!(item instanceof Str part)) {
          throw Fault.failed(
              "'in <string>' requires string as left operand, not %s", item.typeName());
        }
        budget.search(s.text().length(), part.text().length());
        yield s.text().contains(part.text());
      }
      case DictValue d -> d.entries().containsKey(Equality.checkKey(item, budget));
      case DictView v when v.kind() == DictView.Kind.KEYS -> contains(v.dict(), item, budget);
      case ListValue _, TupleValue _, DictView _, RangeValue _, Generator _ ->
          containsItem(container, item, budget);
      case Undefined _ -> false;
      case Num _, None _, Namespace _, Handle _ ->
          throw Fault.failed("argument of type '%s' is not iterable", container.typeName());
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

  /** {@code join} of Python, keeping who wrote each piece; {@code pieces} are already text. */
  public static Str join(Str separator, List<Str> pieces, Budget budget) {
    long length = 0;
    for (Str piece : pieces) {
      length += piece.text().length() + separator.text().length();
    }
    budget.copy(length);
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
    budget.copy(length);
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
    budget.copy(length);
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
