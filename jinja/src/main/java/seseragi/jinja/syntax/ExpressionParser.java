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
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int COMPARISON = 4;
  private static final int SUM = 5;
  private static final int CONCAT = 6;
  private static final int PRODUCT = 7;
  private static final int POWER = 8;

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
    Expr value = binary(OR);
    while (tokens.peek().isName("if")) {
      int at = tokens.take().at();
      Expr test = binary(OR);
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
    Expr value = binary(OR);
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
    Expr left = loosest <= NOT && tokens.peek().isName("not") ? not() : unary(true);
    for (int level = level(tokens.peek()); level >= loosest; level = level(tokens.peek())) {
      Token token = tokens.peek();
      left =
          switch (level) {
            case OR -> new Expr.Or(tokens.take().at(), left, binary(AND));
            case AND -> new Expr.And(tokens.take().at(), left, binary(NOT));
            case COMPARISON -> comparison(left);
            case CONCAT -> concat(left);
            default -> {
              tokens.take();
              yield new Expr.Binary(token.at(), operator(token), left, binary(level + 1));
            }
          };
    }
    return left;
  }

  /** How tightly an operator binds; 0 for anything else. */
  private int level(Token token) {
    if (token.kind() == Kind.OPERATOR) {
      return switch (token.text()) {
        case "==", "!=", "<", "<=", ">", ">=" -> COMPARISON;
        case "+", "-" -> SUM;
        case "~" -> CONCAT;
        case "*", "/", "//", "%" -> PRODUCT;
        case "**" -> POWER;
        default -> 0;
      };
    }
    if (token.kind() != Kind.NAME) {
      return 0;
    }
    return switch (token.text()) {
      case "or" -> OR;
      case "and" -> AND;
      case "in" -> COMPARISON;
      case "not" -> tokens.look().isName("in") ? COMPARISON : 0;
      default -> 0;
    };
  }

  private Expr not() {
    int at = tokens.take().at();
    tokens.enter();
    Expr operand = binary(NOT);
    tokens.leave();
    return new Expr.Not(at, operand);
  }

  private Expr comparison(Expr first) {
    int start = tokens.peek().at();
    List<Comparison> rest = new ArrayList<>();
    while (level(tokens.peek()) == COMPARISON) {
      Token token = tokens.take();
      if (token.isName("not")) {
        tokens.take();
      }
      rest.add(new Comparison(token.at(), comparator(token), binary(SUM)));
    }
    return new Expr.Compare(start, first, rest);
  }

  private static Comparator comparator(Token token) {
    return switch (token.text()) {
      case "==" -> Comparator.EQUAL;
      case "!=" -> Comparator.NOT_EQUAL;
      case "<" -> Comparator.LESS;
      case "<=" -> Comparator.LESS_OR_EQUAL;
      case ">" -> Comparator.GREATER;
      case ">=" -> Comparator.GREATER_OR_EQUAL;
      case "in" -> Comparator.IN;
      default -> Comparator.NOT_IN;
    };
  }

  private static Operator operator(Token token) {
    return switch (token.text()) {
      case "+" -> Operator.ADD;
      case "-" -> Operator.SUBTRACT;
      case "*" -> Operator.MULTIPLY;
      case "/" -> Operator.DIVIDE;
      case "//" -> Operator.FLOOR_DIVIDE;
      case "%" -> Operator.MODULO;
      default -> Operator.POWER;
    };
  }

  private Expr concat(Expr first) {
    int at = tokens.peek().at();
    List<Expr> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(binary(PRODUCT));
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
