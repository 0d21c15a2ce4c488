package seseragi.jinja.builtin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import seseragi.jinja.python.Ordering;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.DictView;
import seseragi.jinja.value.Equality;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Filters that order their input. */
final class SortFilters {
  private SortFilters() {}

  static Value sort(Value input, Bound arguments, Session session) {
    List<Ordering.Keyed> keyed = new ArrayList<>();
    for (Value item : Sequences.toList(input, session.budget())) {
      keyed.add(
          new Ordering.Keyed(sortKey(item, arguments.value(2), arguments.flag(1), session), item));
    }
    return ListValue.made(Ordering.sort(keyed, arguments.flag(0), session.budget()));
  }

  /** Several attributes may be named, with commas between them. */
  private static Value sortKey(
      Value item, Value attribute, boolean caseSensitive, Session session) {
    List<Value> parts = new ArrayList<>();
    if (attribute instanceof Str names) {
      for (Str name : Texts.split(names, ",", -1, session.budget())) {
        parts.add(
            fold(Access.path(item, name, None.NONE, session), caseSensitive, session.budget()));
      }
    } else {
      parts.add(
          fold(Access.path(item, attribute, None.NONE, session), caseSensitive, session.budget()));
    }
    return ListValue.made(parts);
  }

  /** Text in lower case unless case matters. */
  static Value fold(Value key, boolean caseSensitive, Budget budget) {
    return key instanceof Str s && !caseSensitive
        ? StrMethods.changeCase(Method.STR_LOWER, s, budget)
        : key;
  }

  static Value dictSort(Value input, Bound arguments, Budget budget) {
    if (!(input instanceof DictValue dict)) {
      throw Types.notA("dict", input);
    }
    String by = arguments.text(1).text();
    if (!by.equals("key") && !by.equals("value")) {
      throw Fault.failed("You can only sort by either \"key\" or \"value\"");
    }
    List<Ordering.Keyed> keyed = new ArrayList<>();
    for (Value pair : Sequences.toList(new DictView(DictView.Kind.ITEMS, dict), budget)) {
      Value key = ((TupleValue) pair).items().get(by.equals("key") ? 0 : 1);
      keyed.add(new Ordering.Keyed(fold(key, arguments.flag(0), budget), pair));
    }
    return ListValue.made(Ordering.sort(keyed, arguments.flag(2), budget));
  }

  /** The greatest or least item, the first of equal ones. */
  static Value extreme(Value input, Bound arguments, boolean greatest, Session session) {
    Budget budget = session.budget();
    Iterator<Value> items = Sequences.iterate(input, budget);
    if (!items.hasNext()) {
      return new Undefined("No aggregated item, sequence was empty.");
    }
    Value best = items.next();
    Value bestKey = key(best, arguments, session);
    while (items.hasNext()) {
      Value item = items.next();
      Value key = key(item, arguments, session);
      if (Ordering.test(greatest ? ">" : "<", key, bestKey, budget)) {
        best = item;
        bestKey = key;
      }
    }
    return best;
  }

  private static Value key(Value item, Bound arguments, Session session) {
    Value key = Access.path(item, arguments.value(1), None.NONE, session);
    return fold(key, arguments.flag(0), session.budget());
  }

  static Value groupBy(Value input, Bound arguments, Session session) {
    Budget budget = session.budget();
    List<Ordering.Keyed> keyed = new ArrayList<>();
    for (Value item : Sequences.toList(input, budget)) {
      Value key = Access.path(item, arguments.value(0), arguments.value(1), session);
      keyed.add(new Ordering.Keyed(fold(key, arguments.flag(2), budget), TupleValue.of(key, item)));
    }
    List<Value> groups = new ArrayList<>();
    List<Value> members = new ArrayList<>();
    Value groupKey = None.NONE;
    for (Value sorted : Ordering.sort(keyed, false, budget)) {
      List<Value> pair = ((TupleValue) sorted).items();
      Value key = fold(pair.get(0), arguments.flag(2), budget);
      if (members.isEmpty() || !Equality.equal(key, groupKey, budget)) {
        budget.elements(4);
        groupKey = key;
        members = new ArrayList<>();
        groups.add(new TupleValue(List.of(pair.get(0), ListValue.made(members)), true));
      }
      members.add(pair.get(1));
    }
    return ListValue.made(groups);
  }
}
