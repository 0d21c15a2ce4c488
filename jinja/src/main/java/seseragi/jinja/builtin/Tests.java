package seseragi.jinja.builtin;

import seseragi.jinja.python.Operators;
import seseragi.jinja.python.Ordering;
import seseragi.jinja.python.Printer;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.DictView;
import seseragi.jinja.value.Equality;
import seseragi.jinja.value.Generator;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.RangeValue;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** What each {@link Test} checks. */
final class Tests {
  private Tests() {}

  static boolean check(Test test, Value value, Bound arguments, Session session) {
    Budget budget = session.budget();
    return switch (test) {
      case BOOLEAN -> value instanceof Bool;
      case CALLABLE -> value instanceof Undefined || (value instanceof Handle h && h.isCallable());
      case DEFINED -> !(value instanceof Undefined);
      case DIVISIBLEBY ->
          equal(Operators.modulo(value, arguments.value(0), budget), Int.ZERO, budget);
      case EQ -> equal(value, arguments.value(0), budget);
      case ESCAPED -> value instanceof Str s && s.isMarkup();
      case EVEN -> equal(Operators.modulo(value, new Int(2), budget), Int.ZERO, budget);
      case FALSE -> value instanceof Bool b && !b.isTrue();
      case FILTER ->
          Equality.checkKey(value, budget) instanceof Str s
              && Filter.named(s.text(), session.fromJson()).isPresent();
      case FLOAT -> value instanceof Real;
      case GE -> Ordering.test(">=", value, arguments.value(0), budget);
      case GT -> Ordering.test(">", value, arguments.value(0), budget);
      case IN -> Sequences.contains(arguments.value(0), value, budget);
      case INTEGER -> Types.isInteger(value) && !(value instanceof Bool);
      case ITERABLE -> isSequence(value) || value instanceof DictView || value instanceof Generator;
      case LE -> Ordering.test("<=", value, arguments.value(0), budget);
      case LOWER -> Cases.isLower(Printer.str(value, budget).text());
      case LT -> Ordering.test("<", value, arguments.value(0), budget);
      case MAPPING -> value instanceof DictValue;
      case NE -> !equal(value, arguments.value(0), budget);
      case NONE -> value instanceof None;
      case NUMBER -> value instanceof Num;
      case ODD -> equal(Operators.modulo(value, new Int(2), budget), Int.ONE, budget);
      case SAMEAS -> isSame(value, arguments.value(0));
      case SEQUENCE -> isSequence(value);
      case STRING -> value instanceof Str;
      case TEST ->
          Equality.checkKey(value, budget) instanceof Str s && Test.named(s.text()).isPresent();
      case TRUE -> value instanceof Bool b && b.isTrue();
      case UNDEFINED -> value instanceof Undefined;
      case UPPER -> Cases.isUpper(Printer.str(value, budget).text());
    };
  }

  private static boolean equal(Value a, Value b, Budget budget) {
    return Equality.equal(a, b, budget);
  }

  /** Has a length and can be indexed. */
  private static boolean isSequence(Value value) {
    return switch (value) {
      case Str s -> true;
      case ListValue l -> true;
      case TupleValue t -> true;
      case DictValue d -> true;
      case RangeValue r -> true;
      case Undefined u -> true;
      default -> false;
    };
  }

  /**
   * Identity; equal numbers and texts of one type count as one object, as Python's small ones are.
   */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Value a, Value b) {
    boolean scalars =
        (a instanceof Num && b instanceof Num) || (a instanceof Str && b instanceof Str);
    return a == b || (scalars && a.typeName().equals(b.typeName()) && a.equals(b));
  }
}
