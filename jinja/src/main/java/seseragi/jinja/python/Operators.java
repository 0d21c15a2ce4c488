package seseragi.jinja.python;

import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Python's binary and unary operators on values of any type. */
public final class Operators {
  private Operators() {}

  public static Value add(Value a, Value b, Budget budget) {
    if (a instanceof Str x && b instanceof Str y) {
      boolean markup = x.isMarkup() || y.isMarkup();
      return markup
          ? Sequences.concat(Markup.escape(x, budget), Markup.escape(y, budget), budget)
              .withMarkup(true)
          : Sequences.concat(x, y, budget);
    }
    if (a instanceof Num x && b instanceof Num y) {
      return Arithmetic.add(x, y);
    }
    if (a instanceof ListValue x && b instanceof ListValue y) {
      return ListValue.made(Sequences.concat(x.items(), y.items(), budget));
    }
    if (a instanceof TupleValue x && b instanceof TupleValue y) {
      return new TupleValue(Sequences.concat(x.items(), y.items(), budget));
    }
    checkDefined(a, b);
    if (a instanceof Str || a instanceof ListValue || a instanceof TupleValue) {
      throw Fault.failed(
          "can only concatenate %1$s (not \"%2$s\") to %1$s", a.typeName(), b.typeName());
    }
    return refuse("+", a, b);
  }

  public static Value subtract(Value a, Value b) {
    return a instanceof Num x && b instanceof Num y ? Arithmetic.subtract(x, y) : refuse("-", a, b);
  }

  public static Value multiply(Value a, Value b, Budget budget) {
    if (a instanceof Num x && b instanceof Num y) {
      return Arithmetic.multiply(x, y);
    }
    if (Types.isInteger(b)) {
      return repeat(a, b, budget);
    }
    return Types.isInteger(a) ? repeat(b, a, budget) : refuse("*", a, b);
  }

  private static Value repeat(Value sequence, Value times, Budget budget) {
    long count = Types.index(times);
    return switch (sequence) {
      case Str s -> Sequences.repeat(s, count, budget);
      case ListValue l -> ListValue.made(Sequences.repeat(l.items(), count, budget));
      case TupleValue t -> new TupleValue(Sequences.repeat(t.items(), count, budget));
      default -> refuse("*", sequence, times);
    };
  }

  public static Value divide(Value a, Value b) {
    return a instanceof Num x && b instanceof Num y ? Arithmetic.divide(x, y) : refuse("/", a, b);
  }

  public static Value floorDivide(Value a, Value b) {
    return a instanceof Num x && b instanceof Num y
        ? Arithmetic.floorDivide(x, y)
        : refuse("//", a, b);
  }

  public static Value modulo(Value a, Value b, Budget budget) {
    if (a instanceof Str s) {
      return PercentFormat.format(s, b, budget);
    }
    return a instanceof Num x && b instanceof Num y ? Arithmetic.modulo(x, y) : refuse("%", a, b);
  }

  public static Value power(Value a, Value b) {
    return a instanceof Num x && b instanceof Num y
        ? Arithmetic.power(x, y)
        : refuse("** or pow()", a, b);
  }

  public static Value negative(Value a) {
    return a instanceof Num n ? Arithmetic.negate(n) : unary("-", a);
  }

  public static Value positive(Value a) {
    return a instanceof Num n ? Arithmetic.plus(n) : unary("+", a);
  }

  private static Value unary(String operator, Value a) {
    checkDefined(a, a);
    throw Fault.failed("bad operand type for unary %s: '%s'", operator, a.typeName());
  }

  private static Value refuse(String operator, Value a, Value b) {
    checkDefined(a, b);
    throw Fault.failed(
        "unsupported operand type(s) for %s: '%s' and '%s'", operator, a.typeName(), b.typeName());
  }

  private static void checkDefined(Value a, Value b) {
    if (a instanceof Undefined u) {
      throw u.used();
    }
    if (b instanceof Undefined u) {
      throw u.used();
    }
  }
}
