package seseragi.jinja.python;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Equality;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Python's {@code <}, {@code >}, {@code sorted}. */
public final class Ordering {
  /** Stands for two values of which neither is less nor equal: a comparison with a not-a-number. */
  private static final int UNORDERED = 2;

  private Ordering() {}

  /** Whether {@code a op b}, for one of {@code <}, {@code <=}, {@code >}, {@code >=}. */
  public static boolean test(String operator, Value a, Value b, Budget budget) {
    int order = compare(operator, a, b, budget);
    if (order == UNORDERED) {
      return false;
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static int compare(String operator, Value a, Value b, Budget budget) {
    if (a instanceof Num x && b instanceof Num y) {
      return Equality.compare(x, y);
    }
    if (a instanceof Str x && b instanceof Str y) {
      budget.scan(Math.min(x.text().length(), y.text().length()));
      return text(x.text(), y.text());
    }
    if (a instanceof ListValue x && b instanceof ListValue y) {
      return items(operator, x.items(), y.items(), budget);
    }
    if (a instanceof TupleValue x && b instanceof TupleValue y) {
      return items(operator, x.items(), y.items(), budget);
    }
    if (a instanceof Undefined u) {
      throw u.used();
    }
    if (b instanceof Undefined u) {
      throw u.used();
    }
    throw Fault.failed(
        "'%s' not supported between instances of '%s' and '%s'",
        operator, a.typeName(), b.typeName());
  }

  /** By code points, which differs from Java's order for characters beyond the first plane. */
  private static int text(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean beyond = Character.isSurrogate(x) != Character.isSurrogate(y);
        int order = Integer.compare(x, y);
        return beyond ? (Character.isSurrogate(x) ? 1 : -1) : order;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int items(String operator, List<Value> a, List<Value> b, Budget budget) {
    budget.enter();
    int length = Math.min(a.size(), b.size());
    for (int i = 0; i < length; i++) {
      budget.steps(1);
      if (!Equality.equal(a.get(i), b.get(i), budget)) {
        int order = compare(operator, a.get(i), b.get(i), budget);
        budget.leave();
        return order;
      }
    }
    budget.leave();
    return Integer.compare(a.size(), b.size());
  }

  /** A value with what it is sorted by. */
  public record Keyed(Value key, Value value) {}

  /** Sorts stably by key, as {@code sorted(key=, reverse=)} does. */
  public static List<Value> sort(List<Keyed> entries, boolean reverse, Budget budget) {
    Comparator<Keyed> byKey =
        (x, y) -> {
          budget.steps(1);
          int order = compare("<", x.key(), y.key(), budget);
          return order == UNORDERED ? 0 : order;
        };
    try {
      entries.sort(reverse ? byKey.reversed() : byKey);
    } catch (IllegalArgumentException e) {
      throw Fault.failed("cannot sort: the values have no order (" + e.getMessage() + ")");
    }
    List<Value> sorted = new ArrayList<>(entries.size());
    entries.forEach(entry -> sorted.add(entry.value()));
    return sorted;
  }
}
