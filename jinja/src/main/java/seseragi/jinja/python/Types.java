package seseragi.jinja.python;

import java.math.BigInteger;
import seseragi.jinja.value.BigInt;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.DictView;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Generator;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.Namespace;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.RangeValue;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** What a value is, and its conversion to what an operation needs. */
public final class Types {
  private Types() {}

  /** Python's {@code bool(value)}. */
  public static boolean truth(Value value) {
    return switch (value) {
      case Bool b -> b.isTrue();
      case Str s -> !s.isEmpty();
      case Undefined u -> false;
      case None n -> false;
      case ListValue l -> !l.items().isEmpty();
      case DictValue d -> !d.entries().isEmpty();
      case Int i -> i.value() != 0;
      case Real r -> r.value() != 0;
      case TupleValue t -> !t.items().isEmpty();
      case RangeValue r -> r.length() > 0;
      case DictView v -> !v.dict().entries().isEmpty();
      case BigInt b -> true;
      case Generator g -> true;
      case Namespace n -> true;
      case Handle h -> true;
    };
  }

  public static boolean isInteger(Value value) {
    return value instanceof Int || value instanceof Bool || value instanceof BigInt;
  }

  /** The integer that an index, width or count wants; huge ones are cut to the range of a long. */
  public static long index(Value value) {
    return switch (value) {
      case Int i -> i.value();
      case Bool b -> b.isTrue() ? 1 : 0;
      case BigInt b -> b.value().signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      default -> throw notA("integer", value);
    };
  }

  public static BigInteger integer(Value value) {
    return switch (value) {
      case Int i -> i.asBigInteger();
      case Bool b -> b.asBigInteger();
      case BigInt b -> b.value();
      default -> throw notA("integer", value);
    };
  }

  public static Num number(Value value) {
    if (value instanceof Num n) {
      return n;
    }
    throw notA("number", value);
  }

  /** The text, or a failure: no conversion. */
  public static Str text(Value value) {
    if (value instanceof Str s) {
      return s;
    }
    throw notA("str", value);
  }

  public static Fault notA(String wanted, Value value) {
    return value instanceof Undefined u
        ? u.used()
        : Fault.failed("expected " + wanted + ", not '" + value.typeName() + "'");
  }
}
