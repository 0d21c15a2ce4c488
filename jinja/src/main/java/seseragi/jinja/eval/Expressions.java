package seseragi.jinja.eval;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import seseragi.jinja.builtin.Access;
import seseragi.jinja.builtin.Filter;
import seseragi.jinja.builtin.Global;
import seseragi.jinja.builtin.Session;
import seseragi.jinja.python.Operators;
import seseragi.jinja.python.Ordering;
import seseragi.jinja.python.Printer;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.python.Slices;
import seseragi.jinja.python.Types;
import seseragi.jinja.syntax.Expr;
import seseragi.jinja.syntax.Operator;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Equality;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/**
 * Evaluates expressions; remembers the place of the operation that it does, for when that fails.
 */
final class Expressions {
  private final Session session;
  private final Budget budget;
  private final Map<String, Value> globals = new LinkedHashMap<>();
  private int at;

  Expressions(Session session) {
    this.session = session;
    this.budget = session.budget();
    for (Global global : Global.values()) {
      globals.put(global.label(), global.in(session));
    }
  }

  /** Char offset of the latest operation. */
  int at() {
    return at;
  }

  void at(int offset) {
    at = offset;
  }

  Value eval(Expr expr, Scope scope) {
    if (expr instanceof Expr.Const c) {
      return c.value();
    }
    if (expr instanceof Expr.Name n) {
      return variable(n, scope);
    }
    budget.enter();
    Value value = compute(expr, scope);
    budget.leave();
    return value;
  }

  boolean test(Expr expr, Scope scope) {
    return Types.truth(eval(expr, scope));
  }

  private Value compute(Expr expr, Scope scope) {
    return switch (expr) {
      case Expr.Const c -> c.value();
      case Expr.Name n -> variable(n, scope);
      case Expr.Attribute a -> {
        Value object = eval(a.object(), scope);
        at = a.at();
        yield Access.attribute(object, a.name(), session);
      }
      case Expr.Item i -> {
        Value object = eval(i.object(), scope);
        Value key = eval(i.key(), scope);
        at = i.at();
        yield Access.item(object, key, session);
      }
      case Expr.Binary b -> binary(b, scope);
      case Expr.Compare c -> Bool.of(compare(c, scope));
      case Expr.Filtered f -> filter(eval(f.input(), scope), f.filter(), scope);
      case Expr.Tested t -> Bool.of(tested(t, scope));
      case Expr.Call c -> call(c, Arguments.NONE, scope);
      case Expr.Concat c -> concat(c, scope);
      case Expr.Conditional c -> eval(test(c.test(), scope) ? c.then() : c.otherwise(), scope);
      case Expr.Slice s -> slice(s, scope);
      case Expr.ListOf l -> ListValue.made(all(l.items(), scope));
      case Expr.TupleOf t -> new TupleValue(all(t.items(), scope));
      case Expr.DictOf d -> dict(d, scope);
      case Expr.Unary u -> unary(u, scope);
    };
  }

  private Value variable(Expr.Name name, Scope scope) {
    Value value = scope.find(name.name());
    if (value == null) {
      value = globals.get(name.name());
    }
    return value == null ? name.missing() : value;
  }

  private Value unary(Expr.Unary unary, Scope scope) {
    Value operand = eval(unary.operand(), scope);
    at = unary.at();
    return switch (unary.sign()) {
      case NOT -> Bool.of(!Types.truth(operand));
      case MINUS -> Operators.negative(operand);
      case PLUS -> Operators.positive(operand);
    };
  }

  private Value binary(Expr.Binary binary, Scope scope) {
    Value left = eval(binary.left(), scope);
    Operator operator = binary.operator();
    if (operator == Operator.AND || operator == Operator.OR) {
      boolean decided = Types.truth(left) == (operator == Operator.OR);
      return decided ? left : eval(binary.right(), scope);
    }
    Value right = eval(binary.right(), scope);
    at = binary.at();
    return switch (operator) {
      case ADD -> Operators.add(left, right, budget);
      case SUBTRACT -> Operators.subtract(left, right);
      case MULTIPLY -> Operators.multiply(left, right, budget);
      case DIVIDE -> Operators.divide(left, right);
      case FLOOR_DIVIDE -> Operators.floorDivide(left, right);
      case MODULO -> Operators.modulo(left, right, budget);
      case POWER -> Operators.power(left, right);
      default -> throw new IllegalStateException(operator + " is not binary");
    };
  }

  private boolean compare(Expr.Compare compare, Scope scope) {
    Value left = eval(compare.first(), scope);
    budget.steps(compare.rest().size());
    for (Expr.Comparison next : compare.rest()) {
      Value right = eval(next.right(), scope);
      at = next.at();
      if (!compare(next.operator(), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private boolean compare(Operator operator, Value left, Value right) {
    return switch (operator) {
      case EQUAL -> Equality.equal(left, right, budget);
      case NOT_EQUAL -> !Equality.equal(left, right, budget);
      case IN -> Sequences.contains(right, left, budget);
      case NOT_IN -> !Sequences.contains(right, left, budget);
      default -> Ordering.test(operator.text(), left, right, budget);
    };
  }

  /** Applies a filter to a value. */
  Value filter(Value input, Expr.FilterCall call, Scope scope) {
    at = call.at();
    budget.steps(1);
    if (call.filter().isEmpty()) {
      throw Fault.failed(Filter.missing(call.name()));
    }
    Arguments arguments = arguments(call.args(), scope);
    at = call.at();
    return call.filter().get().apply(input, arguments, session);
  }

  private boolean tested(Expr.Tested tested, Scope scope) {
    at = tested.at();
    if (tested.test().isEmpty()) {
      throw Fault.failed("No test named '%s' found.", tested.name());
    }
    Value value = eval(tested.input(), scope);
    Arguments arguments = arguments(tested.args(), scope);
    at = tested.at();
    return tested.test().get().check(value, arguments, session);
  }

  /** Calls with the arguments written, and more by name. */
  Value call(Expr.Call call, Arguments more, Scope scope) {
    Value callee = eval(call.callee(), scope);
    Arguments arguments = arguments(call.args(), scope);
    for (Map.Entry<String, Value> named : more.named().entrySet()) {
      arguments = arguments.with(named.getKey(), named.getValue());
    }
    at = call.at();
    return switch (callee) {
      case Handle h -> h.call(arguments);
      case Undefined u -> throw u.used();
      default -> throw Fault.failed("'" + callee.typeName() + "' object is not callable");
    };
  }

  private Arguments arguments(Expr.Args args, Scope scope) {
    if (args.named().isEmpty() && args.spread().isEmpty() && args.namedSpread().isEmpty()) {
      return args.positional().isEmpty()
          ? Arguments.NONE
          : new Arguments(all(args.positional(), scope), Map.of());
    }
    List<Value> positional = all(args.positional(), scope);
    Map<String, Value> named = new LinkedHashMap<>();
    args.named().forEach((name, value) -> named.put(name, eval(value, scope)));
    addSpread(positional, args.spread(), scope);
    addNamedSpread(named, args.namedSpread(), scope);
    return new Arguments(positional, named);
  }

  private void addSpread(List<Value> positional, Optional<Expr> spread, Scope scope) {
    if (spread.isPresent()) {
      Iterator<Value> items = Sequences.iterate(eval(spread.get(), scope), budget);
      while (items.hasNext()) {
        budget.elements(1);
        positional.add(items.next());
      }
    }
  }

  private void addNamedSpread(Map<String, Value> named, Optional<Expr> spread, Scope scope) {
    if (spread.isEmpty()) {
      return;
    }
    if (!(eval(spread.get(), scope) instanceof DictValue dict)) {
      throw Fault.failed("argument after ** must be a mapping");
    }
    budget.elements(4L * dict.entries().size());
    dict.entries()
        .forEach(
            (key, value) -> {
              if (named.put(Types.text(key).text(), value) != null) {
                throw Fault.failed("got multiple values for keyword argument " + key);
              }
            });
  }

  private Value concat(Expr.Concat concat, Scope scope) {
    budget.elements(concat.parts().size());
    List<Str> pieces = new ArrayList<>(concat.parts().size());
    for (Expr part : concat.parts()) {
      Value value = eval(part, scope);
      pieces.add(Printer.str(value, budget));
    }
    at = concat.at();
    return Sequences.join(Str.EMPTY, pieces, budget);
  }

  private Value slice(Expr.Slice slice, Scope scope) {
    Value object = eval(slice.object(), scope);
    Value start = eval(slice.start(), scope);
    Value stop = eval(slice.stop(), scope);
    Value step = eval(slice.step(), scope);
    at = slice.at();
    return Slices.slice(object, start, stop, step, budget);
  }

  private List<Value> all(List<Expr> expressions, Scope scope) {
    budget.elements(expressions.size());
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expr expression : expressions) {
      values.add(eval(expression, scope));
    }
    return values;
  }

  private Value dict(Expr.DictOf dict, Scope scope) {
    budget.elements(4L * dict.keys().size());
    Map<Value, Value> entries = new LinkedHashMap<>();
    for (int i = 0; i < dict.keys().size(); i++) {
      Value key = eval(dict.keys().get(i), scope);
      Value value = eval(dict.values().get(i), scope);
      at = dict.at();
      entries.put(Equality.checkKey(key, budget), value);
    }
    return new DictValue(entries);
  }
}
