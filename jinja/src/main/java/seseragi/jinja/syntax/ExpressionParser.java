package seseragi.jinja.syntax;

import java.util.ArrayList;
import java.util.List;
import seseragi.jinja.syntax.Expr.Comparator;
import seseragi.jinja.syntax.Expr.Comparison;
import seseragi.jinja.syntax.Expr.Operator;
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
    Expr value = or();
    while (tokens.peek().isName("if")) {
      int at = tokens.take().at();
      Expr test = or();
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
    Expr value = or();
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

  private Expr or() {
    Expr left = and();
    while (tokens.peek().isName("or")) {
      int at = tokens.take().at();
      left = new Expr.Or(at, left, and());
    }
    return left;
  }

  private Expr and() {
    Expr left = not();
    while (tokens.peek().isName("and")) {
      int at = tokens.take().at();
      left = new Expr.And(at, left, not());
    }
    return left;
  }

  private Expr not() {
    if (tokens.peek().isName("not")) {
      int at = tokens.take().at();
      tokens.enter();
      Expr operand = not();
      tokens.leave();
      return new Expr.Not(at, operand);
    }
    return comparison();
  }

  private Expr comparison() {
    int start = tokens.peek().at();
    Expr first = sum();
    List<Comparison> rest = new ArrayList<>();
    for (Comparator comparator = comparator(); comparator != null; comparator = comparator()) {
      int at = tokens.take().at();
      if (comparator == Comparator.NOT_IN) {
        tokens.take();
      }
      rest.add(new Comparison(at, comparator, sum()));
    }
    return rest.isEmpty() ? first : new Expr.Compare(start, first, rest);
  }

  /** The comparison operator that comes next, or null. */
  private Comparator comparator() {
    Token token = tokens.peek();
    if (token.kind() == Kind.NAME) {
      if (token.text().equals("in")) {
        return Comparator.IN;
      }
      return token.text().equals("not") && tokens.look().isName("in") ? Comparator.NOT_IN : null;
    }
    if (token.kind() != Kind.OPERATOR) {
      return null;
    }
    return switch (token.text()) {
      case "==" -> Comparator.EQUAL;
      case "!=" -> Comparator.NOT_EQUAL;
      case "<" -> Comparator.LESS;
      case "<=" -> Comparator.LESS_OR_EQUAL;
      case ">" -> Comparator.GREATER;
      case ">=" -> Comparator.GREATER_OR_EQUAL;
      default -> null;
    };
  }

  private Expr sum() {
    Expr left = concat();
    while (tokens.peek().isOperator("+") || tokens.peek().isOperator("-")) {
      Token token = tokens.take();
      Operator operator = token.text().equals("+") ? Operator.ADD : Operator.SUBTRACT;
      left = new Expr.Binary(token.at(), operator, left, concat());
    }
    return left;
  }

  private Expr concat() {
    Expr first = product();
    if (!tokens.peek().isOperator("~")) {
      return first;
    }
    int at = tokens.peek().at();
    List<Expr> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expr.Concat(at, parts);
  }

  private Expr product() {
    Expr left = power();
    for (Operator operator = productOperator(); operator != null; operator = productOperator()) {
      int at = tokens.take().at();
      left = new Expr.Binary(at, operator, left, power());
    }
    return left;
  }

  private Operator productOperator() {
    if (tokens.peek().kind() != Kind.OPERATOR) {
      return null;
    }
    return switch (tokens.peek().text()) {
      case "*" -> Operator.MULTIPLY;
      case "/" -> Operator.DIVIDE;
      case "//" -> Operator.FLOOR_DIVIDE;
      case "%" -> Operator.MODULO;
      default -> null;
    };
  }

  private Expr power() {
    Expr left = unary(true);
    while (tokens.peek().isOperator("**")) {
      int at = tokens.take().at();
      left = new Expr.Binary(at, Operator.POWER, left, unary(true));
    }
    return left;
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
          token.text().equals("-")
              ? new Expr.Negative(token.at(), operand)
              : new Expr.Positive(token.at(), operand);
    } else {
      value = operands.primary();
    }
    value = operands.postfix(value);
    return withFilters ? operands.filtersAndTests(value) : value;
  }
}
