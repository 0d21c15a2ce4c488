package seseragi.jinja.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import seseragi.jinja.syntax.Expr.Comparison;
import seseragi.jinja.syntax.Expr.Sign;
import seseragi.jinja.syntax.Token.Kind;
import seseragi.jinja.value.Undefined;

/**
 * Parses expressions, from loose to tight: {@code if else}, {@code or}, {@code and}, {@code not},
 * comparisons, {@code + -}, {@code ~}, {@code * / // %}, {@code **}, unary {@code - +}, filters and
 * tests, then attributes, items and calls.
 */
final class ExpressionParser {
  private static final Expr NO_ELSE =
      new Expr.Const(
          0,
          new Undefined(
              "the inline if-expression evaluated to false and no else section was defined."));

  private final TokenStream tokens;
  private final Findings findings;
  private final Operands operands;

  ExpressionParser(TokenStream tokens, Findings findings, boolean fromJson) {
    this.tokens = tokens;
    this.findings = findings;
    this.operands = new Operands(tokens, findings, fromJson, this);
  }

  /** Names, filters and what else an expression is made of. */
  Operands operands() {
    return operands;
  }

  /** One expression, with {@code if else}. */
  Expr expression() {
    tokens.enter();
    int mark = findings.mark();
    Expr value = binary(Operator.OR.level);
    while (tokens.peek().isName("if")) {
      int at = tokens.take().at();
      Expr test = binary(Operator.OR.level);
      Expr otherwise = tokens.skipName("else") ? expression() : NO_ELSE;
      value = new Expr.Conditional(at, test, value, otherwise);
      findings.forgive(mark);
    }
    tokens.leave();
    return value;
  }

  /** One expression without {@code if}, or several with commas between them, which make a tuple. */
  Expr tuple(boolean withConditional) {
    return tuple(withConditional, "");
  }

  /** As {@link #tuple(boolean)}, ended by a name too. */
  Expr tuple(boolean withConditional, String endName) {
    int at = tokens.peek().at();
    List<Expr> items = new ArrayList<>();
    boolean comma = false;
    while (!isTupleEnd(endName)) {
      items.add(withConditional ? expression() : bare());
      if (!tokens.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (items.isEmpty()) {
      throw tokens.unexpected("an expression");
    }
    return comma ? new Expr.TupleOf(at, items) : items.getFirst();
  }

  private Expr bare() {
    tokens.enter();
    Expr value = binary(Operator.OR.level);
    tokens.leave();
    return value;
  }

  private boolean isTupleEnd(String endName) {
    Token token = tokens.peek();
    return token.kind() == Kind.PRINT_END
        || token.kind() == Kind.TAG_END
        || token.isOperator(")")
        || (!endName.isEmpty() && token.isName(endName));
  }

  /** Operators that bind at least as tightly as a level, which only {@code not} begins with. */
  private Expr binary(int loosest) {
    Expr left = loosest <= Operator.NOT && tokens.peek().isName("not") ? not() : unary(true);
    Optional<Operator> next = operator(loosest);
    while (next.isPresent()) {
      Operator operator = next.get();
      if (operator.level == Operator.COMPARISON) {
        left = comparison(left);
      } else if (operator == Operator.CONCAT) {
        left = concat(left);
      } else {
        int at = tokens.take().at();
        left = new Expr.Binary(at, operator, left, binary(operator.level + 1));
      }
      next = operator(loosest);
    }
    return left;
  }

  /** The operator that comes next if it binds as tightly as that. */
  private Optional<Operator> operator(int loosest) {
    Optional<Operator> operator = Operator.of(tokens.peek());
    boolean wanted =
        operator.isPresent()
            && operator.get().level >= loosest
            && (operator.get() != Operator.NOT_IN || tokens.look().isName("in"));
    return wanted ? operator : Optional.empty();
  }

  private Expr not() {
    int at = tokens.take().at();
    tokens.enter();
    Expr operand = binary(Operator.NOT);
    tokens.leave();
    return new Expr.Unary(at, Sign.NOT, operand);
  }

  private Expr comparison(Expr first) {
    int start = tokens.peek().at();
    List<Comparison> rest = new ArrayList<>();
    Optional<Operator> next = operator(Operator.COMPARISON);
    while (next.isPresent() && next.get().level == Operator.COMPARISON) {
      int at = tokens.take().at();
      if (next.get() == Operator.NOT_IN) {
        tokens.take();
      }
      rest.add(new Comparison(at, next.get(), binary(Operator.COMPARISON + 1)));
      next = operator(Operator.COMPARISON);
    }
    return new Expr.Compare(start, first, rest);
  }

  private Expr concat(Expr first) {
    int at = tokens.peek().at();
    List<Expr> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(binary(Operator.CONCAT.level + 1));
    }
    return new Expr.Concat(at, parts);
  }

  private Expr unary(boolean withFilters) {
    Token token = tokens.peek();
    Expr value;
    if (token.isOperator("-") || token.isOperator("+")) {
      tokens.take();
      tokens.enter();
      Expr operand = unary(false);
      tokens.leave();
      value =
          new Expr.Unary(token.at(), token.text().equals("-") ? Sign.MINUS : Sign.PLUS, operand);
    } else {
      value = operands.primary();
    }
    value = operands.postfix(value);
    return withFilters ? operands.filtersAndTests(value) : value;
  }
}
