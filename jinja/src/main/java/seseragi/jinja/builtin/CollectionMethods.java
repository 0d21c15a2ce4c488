package seseragi.jinja.builtin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.DictView;
import seseragi.jinja.value.Equality;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Value;

/** What the methods of lists, tuples, ranges, dicts and numbers in {@link Method} do. */
final class CollectionMethods {
  private CollectionMethods() {}

  static Value call(Method method, Value self, Bound arguments, Session session) {
    Budget budget = session.budget();
    return switch (method) {
      case LIST_APPEND -> append((ListValue) self, arguments.value(0), budget);
      case LIST_POP -> pop((ListValue) self, arguments.integer(0));
      case LIST_COPY -> ListValue.made(Sequences.toList(self, budget));
      case LIST_COUNT, TUPLE_COUNT, RANGE_COUNT -> count(self, arguments.value(0), budget);
      case LIST_INDEX, TUPLE_INDEX -> index(self, arguments, budget);
      case RANGE_INDEX -> indexOf(self, arguments.value(0), 0, Long.MAX_VALUE, budget);
      case DICT_COPY -> copy((DictValue) self, budget);
      case DICT_FROMKEYS -> fromKeys(arguments.value(0), arguments.value(1), budget);
      case DICT_GET -> {
        Value key = Equality.checkKey(arguments.value(0), budget);
        yield ((DictValue) self).entries().getOrDefault(key, arguments.value(1));
      }
      case DICT_ITEMS -> new DictView(DictView.Kind.ITEMS, (DictValue) self);
      case DICT_KEYS -> new DictView(DictView.Kind.KEYS, (DictValue) self);
      case DICT_VALUES -> new DictView(DictView.Kind.VALUES, (DictValue) self);
      case INT_BIT_LENGTH -> new Int(Types.integer(self).abs().bitLength());
      case FLOAT_IS_INTEGER -> Bool.of(((Real) self).value() % 1 == 0);
      default -> throw Fault.failed("access to attribute '" + method.label() + "' is unsafe.");
    };
  }

  private static Value append(ListValue list, Value item, Budget budget) {
    budget.elements(1);
    list.items().add(item);
    return None.NONE;
  }

  private static Value pop(ListValue list, long index) {
    List<Value> items = list.items();
    long at = index < 0 ? index + items.size() : index;
    if (at < 0 || at >= items.size()) {
      throw Fault.failed(items.isEmpty() ? "pop from empty list" : "pop index out of range");
    }
    return items.remove((int) at);
  }

  private static Value count(Value self, Value wanted, Budget budget) {
    long count = 0;
    Iterator<Value> items = Sequences.iterate(self, budget);
    while (items.hasNext()) {
      count += Equality.equal(items.next(), wanted, budget) ? 1 : 0;
    }
    return new Int(count);
  }

  private static Value index(Value self, Bound arguments, Budget budget) {
    int length = Sequences.length(self);
    long start = arguments.isNone(1) ? 0 : fromFront(arguments.integer(1), length);
    long stop = arguments.isNone(2) ? length : fromFront(arguments.integer(2), length);
    return indexOf(self, arguments.value(0), start, stop, budget);
  }

  private static long fromFront(long index, int length) {
    return index < 0 ? Math.max(0, index + length) : index;
  }

  private static Value indexOf(Value self, Value wanted, long start, long stop, Budget budget) {
    Iterator<Value> items = Sequences.iterate(self, budget);
    for (long i = 0; items.hasNext() && i < stop; i++) {
      if (Equality.equal(items.next(), wanted, budget) && i >= start) {
        return new Int(i);
      }
    }
    throw Fault.failed("value is not in " + self.typeName());
  }

  private static Value copy(DictValue dict, Budget budget) {
    budget.elements(4L * dict.entries().size());
    return new DictValue(new LinkedHashMap<>(dict.entries()));
  }

  private static Value fromKeys(Value keys, Value value, Budget budget) {
    Map<Value, Value> entries = new LinkedHashMap<>();
    for (Value key : new ArrayList<>(Sequences.toList(keys, budget))) {
      budget.elements(4);
      entries.put(Equality.checkKey(key, budget), value);
    }
    return new DictValue(entries);
  }
}
