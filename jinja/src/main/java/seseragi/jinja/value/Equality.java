package seseragi.jinja.value;

import java.math.BigDecimal;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** Python's {@code ==} and {@code hash}, which agree with each other. */
public final class Equality {
  private static final long SECRET = new SecureRandom().nextLong() | 1;

  private Equality() {}

  /** For keys, which {@link #checkKey} has bounded. */
  static boolean equal(Value a, Value b) {
    return equal(
        a, b, new Budget(Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE));
  }

  /** Charges the budget for the elements compared. */
  @SuppressWarnings(
      "ReferenceEquality") // handles, generators and namespaces are equal to themselves only
  public static boolean equal(Value a, Value b, Budget budget) {
    if (a instanceof Str x && b instanceof Str y) {
      if (x.text().length() == y.text().length()) {
        budget.scan(x.text().length());
      }
      return x.text().equals(y.text());
    }
    if (a instanceof Num x && b instanceof Num y) {
      return numbers(x, y);
    }
    if (a instanceof ListValue x && b instanceof ListValue y) {
      return items(x.items(), y.items(), budget);
    }
    if (a instanceof TupleValue x && b instanceof TupleValue y) {
      return items(x.items(), y.items(), budget);
    }
    if (a instanceof DictValue x && b instanceof DictValue y) {
      return dicts(x, y, budget);
    }
    if (a instanceof RangeValue x && b instanceof RangeValue y) {
      return ranges(x, y);
    }
    if (a instanceof DictView x && b instanceof DictView y) {
      return a == b || views(x, y, budget);
    }
    return a == b || (a instanceof Undefined && b instanceof Undefined);
  }

  static boolean numbers(Num a, Num b) {
    if (a instanceof Int x && b instanceof Int y) {
      return x.value() == y.value();
    }
    if (a instanceof Real x && b instanceof Real y) {
      return x.value() == y.value();
    }
    if (a instanceof Real || b instanceof Real) {
      return compare(a, b) == 0;
    }
    return a.asBigInteger().equals(b.asBigInteger());
  }

  /** Order of two numbers, exact between integers and reals; 2 when one is not a number. */
  public static int compare(Num a, Num b) {
    if (a instanceof Int x && b instanceof Int y) {
      return Long.compare(x.value(), y.value());
    }
    double x = a.asDouble();
    double y = b.asDouble();
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return 2;
    }
    if (x != y || (a instanceof Real && b instanceof Real) || Double.isInfinite(x)) {
      return x < y ? -1 : x > y ? 1 : exactInfinite(a, b);
    }
    return exact(a).compareTo(exact(b));
  }

  private static int exactInfinite(Num a, Num b) {
    if (a instanceof Real && b instanceof Real) {
      return 0;
    }
    if (a instanceof Real x) {
      return x.value() > 0 ? 1 : -1; // infinity against an integer beyond the doubles
    }
    if (b instanceof Real y) {
      return y.value() > 0 ? -1 : 1;
    }
    return a.asBigInteger().compareTo(b.asBigInteger());
  }

  private static BigDecimal exact(Num number) {
    return number instanceof Real r
        ? new BigDecimal(r.value())
        : new BigDecimal(number.asBigInteger());
  }

  @SuppressWarnings("ReferenceEquality") // a shortcut
  private static boolean items(List<Value> a, List<Value> b, Budget budget) {
    if (a == b) {
      return true;
    }
    if (a.size() != b.size()) {
      return false;
    }
    budget.enter();
    for (int i = 0; i < a.size(); i++) {
      budget.steps(1);
      if (!equal(a.get(i), b.get(i), budget)) {
        budget.leave();
        return false;
      }
    }
    budget.leave();
    return true;
  }

  private static boolean dicts(DictValue a, DictValue b, Budget budget) {
    if (a.entries().size() != b.entries().size()) {
      return false;
    }
    budget.enter();
    boolean same = true;
    for (Map.Entry<Value, Value> entry : a.entries().entrySet()) {
      budget.steps(1);
      Value other = b.entries().get(entry.getKey());
      if (other == null || !equal(entry.getValue(), other, budget)) {
        same = false;
        break;
      }
    }
    budget.leave();
    return same;
  }

  /** As sets; views of the values are equal to themselves only. */
  private static boolean views(DictView a, DictView b, Budget budget) {
    if (a.kind() != b.kind() || a.kind() == DictView.Kind.VALUES) {
      return false;
    }
    budget.steps(a.dict().entries().size());
    return a.kind() == DictView.Kind.ITEMS
        ? equal(a.dict(), b.dict(), budget)
        : a.dict().entries().keySet().equals(b.dict().entries().keySet());
  }

  private static boolean ranges(RangeValue a, RangeValue b) {
    int length = a.length();
    return length == b.length()
        && (length == 0 || (a.start() == b.start() && (length == 1 || a.step() == b.step())));
  }

  /** Differs from one JVM to the next, so that nobody can choose keys that have the same. */
  static int hash(Value value) {
    return switch (value) {
      case Int i -> mix(i.value());
      case Bool b -> mix(b.isTrue() ? 1 : 0);
      case BigInt b -> mix(Double.doubleToLongBits(b.asDouble()));
      case Real r -> {
        long integral = (long) r.value();
        boolean fits = integral == r.value() && integral != Long.MAX_VALUE;
        yield mix(fits ? integral : Double.doubleToLongBits(r.value()));
      }
      case TupleValue t -> {
        long hash = SECRET;
        for (Value item : t.items()) {
          hash = hash * SECRET + item.hashCode();
        }
        yield mix(hash);
      }
      default -> value.hashCode();
    };
  }

  private static int mix(long bits) {
    return (int) ((bits * SECRET) >>> 32);
  }

  /**
   * Returns the value if it can be a key of a dict.
   *
   * @throws Fault when it or a part of it is a list or dict
   */
  public static Value checkKey(Value key, Budget budget) {
    switch (key) {
      case ListValue l -> throw Fault.failed("unhashable type: 'list'");
      case DictValue d -> throw Fault.failed("unhashable type: 'dict'");
      case DictView v when v.kind() != DictView.Kind.VALUES ->
          throw Fault.failed("unhashable type: '" + v.typeName() + "'");
      case TupleValue t -> {
        budget.enter();
        budget.steps(t.items().size());
        try {
          t.items().forEach(item -> checkKey(item, budget));
        } finally {
          budget.leave(); // the caller may answer the fault with an undefined value
        }
      }
      case Str s -> budget.scan(s.text().length());
      default -> {
        // every other value can be a key
      }
    }
    return key;
  }
}
