package seseragi.jinja.builtin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import seseragi.jinja.python.Operators;
import seseragi.jinja.python.Printer;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.python.Slices;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.DictView;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Generator;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Filters that take a sequence apart or put it together. */
final class SequenceFilters {
  private SequenceFilters() {}

  static Value first(Value input, Budget budget) {
    Iterator<Value> items = Sequences.iterate(input, budget);
    return items.hasNext() ? items.next() : new Undefined("No first item, sequence was empty.");
  }

  static Value last(Value input, Budget budget) {
    if (input instanceof Generator) {
      throw Fault.failed("'generator' object is not reversible");
    }
    if (input instanceof Str s) {
      budget.scan(s.text().length());
      return s.isEmpty() ? noLast() : s.character(s.offset(s.length() - 1));
    }
    List<Value> items = Sequences.toList(input, budget);
    return items.isEmpty() ? noLast() : items.getLast();
  }

  private static Undefined noLast() {
    return new Undefined("No last item, sequence was empty.");
  }

  static Value random(Value input, Session session) {
    List<Value> items = Sequences.toList(input, session.budget());
    return items.isEmpty()
        ? new Undefined("No random item, sequence was empty.")
        : items.get(session.random().nextInt(items.size()));
  }

  static Value length(Value input) {
    return new Int(Sequences.length(input));
  }

  static Value list(Value input, Budget budget) {
    return ListValue.made(Sequences.toList(input, budget));
  }

  static Value items(Value input, Budget budget) {
    return new Generator(
        () ->
            switch (input) {
              case Undefined _ -> Collections.emptyIterator();
              case DictValue d -> Sequences.iterate(new DictView(DictView.Kind.ITEMS, d), budget);
              default -> throw Fault.failed("Can only get item pairs from a mapping.");
            });
  }

  static Value reverse(Value input, Budget budget) {
    if (input instanceof Str s) {
      return Slices.slice(s, None.NONE, None.NONE, new Int(-1), budget);
    }
    List<Value> items = Sequences.toList(input, budget);
    Collections.reverse(items);
    return input instanceof Generator ? ListValue.made(items) : new Generator(items::iterator);
  }

  static Value join(Value input, Bound arguments, Session session) {
    Budget budget = session.budget();
    List<Str> pieces = new ArrayList<>();
    Iterator<Value> items = Sequences.iterate(input, budget);
    while (items.hasNext()) {
      budget.elements(1);
      Value item = Access.path(items.next(), arguments.value(1), None.NONE, session);
      pieces.add(Printer.str(item, budget));
    }
    return Sequences.join(Printer.str(arguments.value(0), budget), pieces, budget);
  }

  static Value sum(Value input, Bound arguments, Session session) {
    Value sum = arguments.value(1);
    if (sum instanceof Str) {
      throw Fault.failed("sum() can't sum strings [use ''.join(seq) instead]");
    }
    Iterator<Value> items = Sequences.iterate(input, session.budget());
    while (items.hasNext()) {
      Value item = Access.path(items.next(), arguments.value(0), None.NONE, session);
      sum = Operators.add(sum, item, session.budget());
    }
    return sum;
  }

  /** Rows of {@code size} items. */
  static Value batch(Value input, long size, Value fill, Budget budget) {
    return new Generator(() -> rows(input, size, fill, budget).iterator());
  }

  private static List<Value> rows(Value input, long size, Value fill, Budget budget) {
    List<Value> rows = new ArrayList<>();
    List<Value> row = new ArrayList<>();
    for (Value item : Sequences.toList(input, budget)) {
      if (row.size() == size) {
        budget.elements(4);
        rows.add(ListValue.made(row));
        row = new ArrayList<>();
      }
      row.add(item);
    }
    if (!row.isEmpty()) {
      if (!(fill instanceof None) && row.size() < size) {
        row.addAll(Sequences.repeat(List.of(fill), size - row.size(), budget));
      }
      rows.add(ListValue.made(row));
    }
    return rows;
  }

  /** {@code count} columns of about equal length. */
  static Value slice(Value input, long count, Value fill, Budget budget) {
    return new Generator(() -> columns(input, count, fill, budget).iterator());
  }

  private static List<Value> columns(Value input, long count, Value fill, Budget budget) {
    List<Value> items = Sequences.toList(input, budget);
    if (count == 0) {
      throw Fault.failed("integer division or modulo by zero");
    }
    budget.elements(Math.clamp(count, 0, 1L << 40));
    int each = (int) Math.floorDiv(items.size(), count);
    long longer = Math.floorMod(items.size(), count);
    List<Value> columns = new ArrayList<>();
    int next = 0;
    for (long i = 0; i < count; i++) {
      budget.elements(each + 2L);
      int end = next + each + (i < longer ? 1 : 0);
      List<Value> column = new ArrayList<>(items.subList(next, end));
      if (!(fill instanceof None) && i >= longer) {
        column.add(fill);
      }
      columns.add(ListValue.made(column));
      next = end;
    }
    return columns;
  }
}
