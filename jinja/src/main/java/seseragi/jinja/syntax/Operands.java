package seseragi.jinja.syntax;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import seseragi.jinja.builtin.Filter;
import seseragi.jinja.builtin.Test;
import seseragi.jinja.syntax.Expr.Args;
import seseragi.jinja.syntax.Expr.FilterCall;
import seseragi.jinja.syntax.Token.Kind;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Undefined;

/**
 * Parses what stands between operators: literals, names, brackets, and the attributes, items,
 * calls, filters and tests on them.
 */
final class Operands {
  private final TokenStream tokens;
  private final Findings findings;
  private final boolean fromJson;
  private final ExpressionParser expressions;
  private final Map<String, Expr.Name> names = new HashMap<>();

  Operands(TokenStream tokens, Findings findings, boolean fromJson, ExpressionParser expressions) {
    this.tokens = tokens;
    this.findings = findings;
    this.fromJson = fromJson;
    this.expressions = expressions;
  }

  /** A literal, a name, or something in brackets. */
  Expr primary() {
    Token token = tokens.peek();
    if (token.kind() == Kind.NAME) {
      return name(tokens.take());
    }
    if (token.kind() == Kind.STRING) {
      return strings();
    }
    if (token.kind() == Kind.OPERATOR) {
      return bracketed(token);
    }
    if (token.kind() == Kind.INTEGER || token.kind() == Kind.FLOAT) {
      return new Expr.Const(token.at(), Literals.number(tokens.take()));
    }
    throw tokens.unexpected("an expression");
  }

  private Expr name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Expr.Const(token.at(), Bool.TRUE);
      case "false", "False" -> new Expr.Const(token.at(), Bool.FALSE);
      case "none", "None" -> new Expr.Const(token.at(), None.NONE);
      default -> variable(token);
    };
  }

  /** Every mention of a name shares one string, which makes comparing names fast. */
  Expr.Name variable(Token token) {
    findings.read(token.text());
    Expr.Name known = names.get(token.text());
    if (known == null) {
      String name = token.text();
      known = new Expr.Name(token.at(), name, Undefined.variable(name));
      names.put(name, known);
    }
    return new Expr.Name(token.at(), known.name(), known.missing());
  }

  /** Strings side by side are one. */
  private Expr strings() {
    Token first = tokens.take();
    if (tokens.peek().kind() != Kind.STRING) {
      return new Expr.Const(first.at(), Str.template(first.text()));
    }
    StringBuilder text = new StringBuilder(first.text());
    while (tokens.peek().kind() == Kind.STRING) {
      text.append(tokens.take().text());
    }
    return new Expr.Const(first.at(), Str.template(text.toString()));
  }

  private Expr bracketed(Token open) {
    return switch (open.text()) {
      case "(" -> {
        tokens.take();
        Expr inside =
            tokens.peek().isOperator(")")
                ? new Expr.TupleOf(open.at(), List.of())
                : expressions.tuple(true);
        tokens.expectOperator(")");
        yield inside;
      }
      case "[" -> {
        tokens.take();
        yield new Expr.ListOf(open.at(), items("]"));
      }
      case "{" -> dict();
      default -> throw tokens.unexpected("an expression");
    };
  }

  private List<Expr> items(String close) {
    List<Expr> items = new ArrayList<>();
    while (!tokens.skipOperator(close)) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator(close)) {
          break;
        }
      }
      items.add(expressions.expression());
    }
    return items;
  }

  private Expr dict() {
    int at = tokens.take().at();
    List<Expr> keys = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!tokens.skipOperator("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator("}")) {
          break;
        }
      }
      keys.add(expressions.expression());
      tokens.expectOperator(":");
      values.add(expressions.expression());
    }
    return new Expr.DictOf(at, keys, values);
  }

  /** The attributes, items and calls that follow. */
  Expr postfix(Expr start) {
    Expr value = start;
    while (tokens.peek().kind() == Kind.OPERATOR) {
      switch (tokens.peek().text()) {
        case "." -> value = attribute(value);
        case "[" -> value = subscript(value);
        case "(" -> value = new Expr.Call(tokens.peek().at(), value, arguments());
        default -> {
          return value;
        }
      }
    }
    return value;
  }

  private Expr attribute(Expr object) {
    int at = tokens.take().at();
    Token name = tokens.take();
    if (name.kind() == Kind.NAME) {
      return new Expr.Attribute(at, object, Str.template(name.text()));
    }
    if (name.kind() == Kind.INTEGER) {
      return new Expr.Item(at, object, new Expr.Const(name.at(), Literals.number(name)));
    }
    throw Fault.syntax(name.at(), "expected name or number, got " + name.describe());
  }

  private Expr subscript(Expr object) {
    int at = tokens.take().at();
    if (tokens.skipOperator("]")) {
      return new Expr.Item(at, object, new Expr.TupleOf(at, List.of()));
    }
    Expr start = tokens.peek().isOperator(":") ? absent() : expressions.expression();
    if (tokens.peek().isOperator(":")) {
      tokens.take();
      Expr stop = bound();
      Expr step = tokens.skipOperator(":") ? bound() : absent();
      tokens.expectOperator("]");
      return new Expr.Slice(at, object, start, stop, step);
    }
    if (tokens.skipOperator("]")) {
      return new Expr.Item(at, object, start);
    }
    List<Expr> parts = new ArrayList<>(List.of(start));
    while (!tokens.peek().isOperator("]")) {
      tokens.expectOperator(",");
      parts.add(expressions.expression());
    }
    tokens.take();
    return new Expr.Item(at, object, new Expr.TupleOf(at, parts));
  }

  private Expr bound() {
    return tokens.peek().isOperator(":") || tokens.peek().isOperator("]")
        ? absent()
        : expressions.expression();
  }

  private Expr absent() {
    return new Expr.Const(tokens.peek().at(), None.NONE);
  }

  /** {@code (a, b, name=c, *more, **named)}. */
  private Args arguments() {
    tokens.expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    Map<String, Expr> named = new LinkedHashMap<>();
    Optional<Expr> spread = Optional.empty();
    Optional<Expr> namedSpread = Optional.empty();
    boolean first = true;
    while (!tokens.skipOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.skipOperator(")")) {
          break;
        }
      }
      first = false;
      Token token = tokens.peek();
      if (token.isOperator("*")) {
        check(spread.isEmpty() && namedSpread.isEmpty(), token);
        tokens.take();
        spread = Optional.of(expressions.expression());
      } else if (token.isOperator("**")) {
        check(namedSpread.isEmpty(), token);
        tokens.take();
        namedSpread = Optional.of(expressions.expression());
      } else if (token.kind() == Kind.NAME && tokens.look().isOperator("=")) {
        check(namedSpread.isEmpty() && !named.containsKey(token.text()), token);
        tokens.take();
        tokens.take();
        named.put(token.text(), expressions.expression());
      } else {
        check(spread.isEmpty() && namedSpread.isEmpty() && named.isEmpty(), token);
        positional.add(expressions.expression());
      }
    }
    return new Args(positional, named, spread, namedSpread);
  }

  private static void check(boolean valid, Token token) {
    if (!valid) {
      throw Fault.syntax(token.at(), "invalid syntax for function call expression");
    }
  }

  /** The filters and tests that follow. */
  Expr filtersAndTests(Expr start) {
    Expr value = start;
    while (true) {
      Token token = tokens.peek();
      if (token.isOperator("|")) {
        tokens.take();
        FilterCall filter = filter();
        value = new Expr.Filtered(filter.at(), value, filter);
      } else if (token.isName("is")) {
        tokens.take();
        value = test(value);
      } else if (token.isOperator("(")) {
        value = new Expr.Call(token.at(), value, arguments());
      } else {
        return value;
      }
    }
  }

  /** {@code a|b(c)} of a block, without its input. */
  List<FilterCall> filterChain() {
    List<FilterCall> chain = new ArrayList<>(List.of(filter()));
    while (tokens.skipOperator("|")) {
      chain.add(filter());
    }
    return chain;
  }

  private FilterCall filter() {
    int at = tokens.peek().at();
    String name = dottedName();
    Args args = tokens.peek().isOperator("(") ? arguments() : Args.NONE;
    Optional<Filter> filter = Filter.named(name, fromJson);
    if (filter.isEmpty()) {
      findings.unknown(Fault.syntax(at, Filter.missing(name)));
    }
    return new FilterCall(at, name, filter, args);
  }

  private Expr test(Expr input) {
    boolean negated = tokens.skipName("not");
    int at = tokens.peek().at();
    String name = dottedName();
    Args args = testArguments();
    Optional<Test> test = Test.named(name);
    if (test.isEmpty()) {
      findings.unknown(Fault.syntax(at, "No test named '" + name + "'."));
    }
    Expr tested = new Expr.Tested(at, input, name, test, args);
    return negated ? new Expr.Unary(at, Expr.Sign.NOT, tested) : tested;
  }

  /** In brackets, or one argument without: {@code is divisibleby 3}. */
  private Args testArguments() {
    Token token = tokens.peek();
    if (token.isOperator("(")) {
      return arguments();
    }
    boolean literal =
        token.kind() == Kind.STRING
            || token.kind() == Kind.INTEGER
            || token.kind() == Kind.FLOAT
            || token.isOperator("[")
            || token.isOperator("{");
    boolean name =
        token.kind() == Kind.NAME
            && !token.isName("else")
            && !token.isName("or")
            && !token.isName("and");
    if (token.isName("is")) {
      throw Fault.syntax(token.at(), "You cannot chain multiple tests with is");
    }
    return literal || name ? Args.of(List.of(postfix(primary()))) : Args.NONE;
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(Kind.NAME, "a name").text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Kind.NAME, "a name").text());
    }
    return name.toString();
  }
}
