package seseragi.jinja.syntax;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import seseragi.jinja.builtin.Filter;
import seseragi.jinja.builtin.Test;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** An expression. {@code at} is the char offset to name when it fails. */
public sealed interface Expr {

  int at();

  /** A value written in the template. */
  record Const(int at, Value value) implements Expr {}

  /**
   * A variable.
   *
   * @param missing what it yields when there is none of that name
   */
  record Name(int at, String name, Undefined missing) implements Expr {}

  record ListOf(int at, List<Expr> items) implements Expr {}

  record TupleOf(int at, List<Expr> items) implements Expr {}

  record DictOf(int at, List<Expr> keys, List<Expr> values) implements Expr {}

  /** {@code object.name}. */
  record Attribute(int at, Expr object, Str name) implements Expr {}

  /** {@code object[key]}. */
  record Item(int at, Expr object, Expr key) implements Expr {}

  /** {@code object[start:stop:step]}; an absent bound is the constant None. */
  record Slice(int at, Expr object, Expr start, Expr stop, Expr step) implements Expr {}

  record Call(int at, Expr callee, Args args) implements Expr {}

  record Filtered(int at, Expr input, FilterCall filter) implements Expr {}

  /** {@code input is name}; the test is empty when there is none of that name. */
  record Tested(int at, Expr input, String name, Optional<Test> test, Args args) implements Expr {}

  record Unary(int at, Sign sign, Expr operand) implements Expr {}

  /** Any operator but the comparisons and {@code ~}. */
  record Binary(int at, Operator operator, Expr left, Expr right) implements Expr {}

  /** The operator {@code ~} between several. */
  record Concat(int at, List<Expr> parts) implements Expr {}

  /** {@code first < a <= b ...}: all must hold. */
  record Compare(int at, Expr first, List<Comparison> rest) implements Expr {}

  /** {@code then if test else otherwise}. */
  record Conditional(int at, Expr test, Expr then, Expr otherwise) implements Expr {}

  /** What stands before one operand. */
  enum Sign {
    NOT,
    MINUS,
    PLUS
  }

  /** One operator of a comparison, with what stands to its right. */
  record Comparison(int at, Operator operator, Expr right) {}

  /**
   * The arguments of a call.
   *
   * @param spread {@code *more}
   * @param namedSpread {@code **more}
   */
  record Args(
      List<Expr> positional,
      Map<String, Expr> named,
      Optional<Expr> spread,
      Optional<Expr> namedSpread) {
    static final Args NONE = of(List.of());

    static Args of(List<Expr> positional) {
      return new Args(positional, Map.of(), Optional.empty(), Optional.empty());
    }
  }

  /** A filter with its arguments; empty when there is none of that name. */
  record FilterCall(int at, String name, Optional<Filter> filter, Args args) {}
}
