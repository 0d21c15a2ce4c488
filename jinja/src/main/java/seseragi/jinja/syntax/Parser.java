package seseragi.jinja.syntax;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import seseragi.jinja.syntax.Stmt.Body;
import seseragi.jinja.syntax.Stmt.Branch;
import seseragi.jinja.syntax.Stmt.MacroDef;
import seseragi.jinja.syntax.Stmt.Target;
import seseragi.jinja.syntax.Token.Kind;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Str;

/** Parses the statements of a template. */
public final class Parser {
  private static final List<String> LOOP = List.of("loop");

  private final TokenStream tokens;
  private final Findings findings = new Findings();
  private final ExpressionParser expressions;
  private final Set<String> blocks = new HashSet<>();
  private int loopsAround; // also around a macro
  private int loops; // loops around the current statement that break and continue can reach

  private Parser(String source, boolean fromJson) {
    this.tokens = new TokenStream(Lexer.tokens(source));
    this.expressions = new ExpressionParser(tokens, findings, fromJson);
  }

  /** The template with its line ends made {@code \n}; the offsets in its tree refer to this. */
  public static String normalize(String template) {
    return Lexer.normalize(template);
  }

  /**
   * The tree of a normalized template.
   *
   * @param fromJson whether the filter {@code from_json} exists
   * @throws Fault with an offset, when it is not a template
   */
  public static Body parse(String source, boolean fromJson) {
    Parser parser = new Parser(source, fromJson);
    List<Stmt> template = parser.statements();
    if (parser.tokens.peek().kind() != Kind.END) {
      throw Fault.syntax(
          parser.tokens.peek().at(),
          "Encountered unknown tag '" + parser.tokens.peek().text() + "'.");
    }
    parser.findings.insist(0);
    return new Body(template, parser.findings.endTemplate());
  }

  /** Up to the end, or to the name of a tag that is no statement, which the caller must know. */
  private List<Stmt> statements() {
    tokens.enter();
    List<Stmt> statements = new ArrayList<>();
    Token token = tokens.peek();
    while (token.kind() != Kind.END) {
      tokens.take();
      if (token.kind() == Kind.DATA) {
        statements.add(new Stmt.Data(token.at(), Str.template(token.text())));
      } else if (token.kind() == Kind.PRINT_BEGIN) {
        statements.add(new Stmt.Print(token.at(), expressions.tuple(true)));
        tokens.expect(Kind.PRINT_END, "end of print statement");
      } else {
        Optional<Stmt> statement = statement(tokens.peek());
        if (statement.isEmpty()) {
          break;
        }
        statements.add(statement.get());
        tokens.expect(Kind.TAG_END, "end of statement block");
      }
      token = tokens.peek();
    }
    tokens.leave();
    return statements;
  }

  /** Empty for a tag that begins no statement: the end of a body, or an unknown one. */
  private Optional<Stmt> statement(Token tag) {
    if (tag.kind() != Kind.NAME) {
      throw tokens.unexpected("tag name");
    }
    return switch (tag.text()) {
      case "if" -> Optional.of(ifStatement());
      case "for" -> Optional.of(forStatement());
      case "set" -> Optional.of(setStatement());
      case "macro" -> Optional.of(macro());
      case "call" -> Optional.of(callBlock());
      case "filter" -> Optional.of(filterBlock());
      case "with" -> Optional.of(with());
      case "generation" -> Optional.of(generation());
      case "autoescape" -> Optional.of(autoescape());
      case "block" -> Optional.of(block());
      case "print" -> Optional.of(print());
      case "break", "continue" -> Optional.of(jump(tokens.take()));
      case "include", "import", "from", "extends" -> Optional.of(refused(tokens.take()));
      default -> Optional.empty();
    };
  }

  /** A body up to one of the tags, whose name is taken. */
  private List<Stmt> body(Token opening, String... ends) {
    tokens.expect(Kind.TAG_END, "end of statement block");
    List<Stmt> body = statements();
    for (String end : ends) {
      if (tokens.peek().isName(end)) {
        return body;
      }
    }
    String found =
        tokens.peek().kind() == Kind.END
            ? "Unexpected end of template."
            : "Encountered unknown tag '" + tokens.peek().text() + "'.";
    String wanted =
        " Looking for: %s. The innermost block that needs to be closed is '%s'."
            .formatted(String.join(" or ", ends), opening.text());
    throw Fault.syntax(tokens.peek().at(), found + wanted);
  }

  /** A body with its own variables, some of which it begins with; takes the name of its end. */
  private Body scopedBody(Token opening, String end, List<String> given) {
    int mark = findings.mark();
    findings.beginBody();
    findings.assigned(given);
    List<Stmt> body = body(opening, end);
    tokens.take();
    findings.insist(mark);
    return new Body(body, findings.endBody());
  }

  private Body scopedBody(Token opening, String end) {
    return scopedBody(opening, end, List.of());
  }

  /** A body that {@code break} and {@code continue} cannot leave. */
  private Body closedBody(Token opening, String end, List<String> given) {
    int outerLoops = loops;
    loops = 0;
    Body body = scopedBody(opening, end, given);
    loops = outerLoops;
    return body;
  }

  private Stmt ifStatement() {
    Token opening = tokens.take();
    int mark = findings.mark();
    List<Branch> branches = new ArrayList<>();
    Expr test = expressions.tuple(false);
    findings.beginCondition();
    Token end;
    do {
      branches.add(new Branch(test, body(opening, "elif", "else", "endif")));
      end = tokens.take();
      if (end.isName("elif")) {
        test = expressions.tuple(false);
      }
    } while (end.isName("elif"));
    if (end.isName("else")) {
      Expr always = new Expr.Const(end.at(), Bool.TRUE);
      branches.add(new Branch(always, body(opening, "endif")));
      tokens.take();
    }
    findings.endCondition();
    findings.forgive(mark);
    return new Stmt.If(opening.at(), branches);
  }

  private Stmt forStatement() {
    Token opening = tokens.take();
    loopsAround++;
    Target target = target(true);
    checkTarget(target, opening);
    if (!tokens.skipName("in")) {
      throw tokens.unexpected("'in'");
    }
    Expr items = expressions.tuple(false, "recursive");
    int mark = findings.mark();
    beginTurn(target);
    Optional<Expr> condition =
        tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    findings.endBody();
    boolean recursive = tokens.skipName("recursive");
    beginTurn(target);
    loops++;
    List<Stmt> turn = body(opening, "else", "endfor");
    loops--;
    Body body = new Body(turn, findings.endBody());
    Body otherwise = Body.EMPTY;
    if (tokens.take().isName("else")) {
      otherwise =
          recursive ? closedBody(opening, "endfor", List.of()) : scopedBody(opening, "endfor");
    }
    findings.insist(mark);
    loopsAround--;
    return new Stmt.For(opening.at(), target, items, condition, body, otherwise, recursive);
  }

  private void beginTurn(Target target) {
    findings.beginBody();
    findings.assigned(LOOP);
    findings.assigned(target.names());
  }

  private void checkTarget(Target target, Token opening) {
    if (loopsAround > 0 && target.names().contains("loop")) {
      throw Fault.syntax(opening.at(), "can't assign to the special variable 'loop' in a loop");
    }
  }

  private Stmt jump(Token tag) {
    if (loops == 0) {
      throw Fault.syntax(tag.at(), "'" + tag.text() + "' outside loop");
    }
    return new Stmt.Jump(tag.at(), tag.isName("continue"));
  }

  private Stmt setStatement() {
    Token opening = tokens.take();
    Target target = target(true);
    checkTarget(target, opening);
    findings.declare(target.names());
    if (tokens.skipOperator("=")) {
      Expr value = expressions.tuple(true);
      findings.assigned(target.names());
      return new Stmt.Set(opening.at(), target, value);
    }
    int mark = findings.mark();
    List<Expr.FilterCall> filters =
        tokens.skipOperator("|") ? expressions.operands().filterChain() : List.of();
    findings.insist(mark);
    Body body = scopedBody(opening, "endset");
    findings.assigned(target.names());
    return new Stmt.SetBlock(opening.at(), target, filters, body);
  }

  /** A name, a namespace's attribute, or a tuple of such. */
  private Target target(boolean tupleAllowed) {
    int at = tokens.peek().at();
    tokens.enter();
    List<Target> parts = new ArrayList<>();
    boolean comma = false;
    do {
      if (comma && tokens.peek().isOperator(")")) {
        break;
      }
      parts.add(singleTarget());
      if (!tupleAllowed || !tokens.peek().isOperator(",")) {
        break;
      }
      comma = true;
    } while (tokens.skipOperator(","));
    tokens.leave();
    return comma ? new Target.Tuple(at, parts) : parts.getFirst();
  }

  private Target singleTarget() {
    Token token = tokens.peek();
    if (tokens.skipOperator("(")) {
      Target inside = target(true);
      tokens.expectOperator(")");
      return inside;
    }
    tokens.expect(Kind.NAME, "a name to assign to");
    if (Set.of("true", "false", "none", "True", "False", "None").contains(token.text())) {
      throw Fault.syntax(token.at(), "can't assign to '" + token.text() + "'");
    }
    if (tokens.skipOperator(".")) {
      String attribute = tokens.expect(Kind.NAME, "a name").text();
      return new Target.Member(token.at(), expressions.operands().variable(token), attribute);
    }
    return new Target.Name(token.text());
  }

  private Stmt macro() {
    Token opening = tokens.take();
    String name = tokens.expect(Kind.NAME, "the macro's name").text();
    List<String> parameters = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    signature(parameters, defaults);
    MacroDef macro = macroBody(opening, name, "endmacro", parameters, defaults);
    findings.assigned(List.of(name));
    return new Stmt.Macro(opening.at(), macro);
  }

  private MacroDef macroBody(
      Token opening, String name, String end, List<String> parameters, List<Expr> defaults) {
    findings.beginMacro();
    Body body = closedBody(opening, end, parameters);
    Set<String> used = findings.endMacro();
    return new MacroDef(
        opening.at(),
        name,
        parameters,
        defaults,
        body,
        used.contains("caller") && !parameters.contains("caller"),
        used.contains("kwargs") && !parameters.contains("kwargs"),
        used.contains("varargs") && !parameters.contains("varargs"));
  }

  private void signature(List<String> parameters, List<Expr> defaults) {
    findings.beginBody(); // the defaults are evaluated inside the macro
    tokens.expectOperator("(");
    Set<String> names = new HashSet<>();
    while (!tokens.skipOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      Token parameter = tokens.expect(Kind.NAME, "a parameter");
      if (!names.add(parameter.text())) {
        throw Fault.syntax(parameter.at(), "duplicate argument '" + parameter.text() + "'");
      }
      parameters.add(parameter.text());
      findings.declare(List.of(parameter.text()));
      findings.assigned(List.of(parameter.text()));
      if (tokens.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw Fault.syntax(parameter.at(), "non-default argument follows default argument");
      }
    }
    findings.endBody();
  }

  private Stmt callBlock() {
    Token opening = tokens.take();
    List<String> parameters = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    if (tokens.peek().isOperator("(")) {
      signature(parameters, defaults);
    }
    Expr call = expressions.expression();
    if (!(call instanceof Expr.Call macroCall)) {
      throw Fault.syntax(opening.at(), "expected call");
    }
    MacroDef caller = macroBody(opening, "caller", "endcall", parameters, defaults);
    return new Stmt.CallBlock(opening.at(), macroCall, caller);
  }

  private Stmt filterBlock() {
    Token opening = tokens.take();
    int mark = findings.mark();
    List<Expr.FilterCall> filters = expressions.operands().filterChain();
    findings.insist(mark);
    return new Stmt.FilterBlock(opening.at(), filters, scopedBody(opening, "endfilter"));
  }

  private Stmt with() {
    Token opening = tokens.take();
    List<Target> targets = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (tokens.peek().kind() != Kind.TAG_END) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      targets.add(target(false));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    List<String> names = new ArrayList<>();
    for (Target target : targets) {
      names.addAll(target.names());
    }
    return new Stmt.With(opening.at(), targets, values, scopedBody(opening, "endwith", names));
  }

  /** The block by which transformers marks the assistant's text; prints its body. */
  private Stmt generation() {
    Token opening = tokens.take();
    return new Stmt.Scoped(opening.at(), closedBody(opening, "endgeneration", List.of()));
  }

  private Stmt autoescape() {
    Token opening = tokens.take();
    Expr on = expressions.expression();
    Body body = scopedBody(opening, "endautoescape");
    boolean off = on instanceof Expr.Const c && c.value() instanceof Bool b && !b.isTrue();
    return off
        ? new Stmt.Scoped(opening.at(), body)
        : new Stmt.Refused(opening.at(), "'autoescape' can only be false here");
  }

  private Stmt block() {
    Token opening = tokens.take();
    String name = tokens.expect(Kind.NAME, "the block's name").text();
    if (!blocks.add(name)) {
      throw Fault.syntax(opening.at(), "block '" + name + "' defined twice");
    }
    boolean scoped = tokens.skipName("scoped");
    findings.beginBlock();
    Body body = closedBody(opening, "endblock", List.of());
    findings.endBody();
    tokens.skipName(name);
    return new Stmt.Block(opening.at(), name, scoped, body);
  }

  private Stmt print() {
    Token opening = tokens.take();
    List<Expr> parts = new ArrayList<>();
    while (tokens.peek().kind() != Kind.TAG_END) {
      if (!parts.isEmpty()) {
        tokens.expectOperator(",");
      }
      parts.add(expressions.expression());
    }
    return new Stmt.Print(opening.at(), new Expr.Concat(opening.at(), parts));
  }

  /** Its arguments do not matter. */
  private Stmt refused(Token tag) {
    while (tokens.peek().kind() != Kind.TAG_END && tokens.peek().kind() != Kind.END) {
      tokens.take();
    }
    return new Stmt.Refused(
        tag.at(), "'" + tag.text() + "' is not supported: a template cannot load another file");
  }
}
