package seseragi.jinja.syntax;

import java.util.List;
import seseragi.jinja.syntax.Token.Kind;
import seseragi.jinja.value.Fault;

/** The tokens of a template, read from left to right; counts how deep the parser is. */
final class TokenStream {
  /** Nested brackets and blocks; each costs the parser a dozen frames of the thread's stack. */
  private static final int MAX_NESTING = 150;

  private final Token[] tokens;
  private int next;
  private int nesting;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens.toArray(new Token[0]);
  }

  Token peek() {
    return tokens[next];
  }

  /** The token after {@link #peek}. */
  Token look() {
    return tokens[Math.min(next + 1, tokens.length - 1)];
  }

  Token take() {
    Token token = tokens[next];
    if (token.kind() != Kind.END) {
      next++;
    }
    return token;
  }

  boolean skipOperator(String operator) {
    boolean found = peek().isOperator(operator);
    if (found) {
      next++;
    }
    return found;
  }

  boolean skipName(String name) {
    boolean found = peek().isName(name);
    if (found) {
      next++;
    }
    return found;
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  Token expect(Kind kind, String wanted) {
    if (peek().kind() != kind) {
      throw unexpected(wanted);
    }
    return take();
  }

  Fault unexpected(String wanted) {
    return Fault.syntax(peek().at(), "expected " + wanted + ", got " + peek().describe());
  }

  void enter() {
    if (++nesting > MAX_NESTING) {
      throw Fault.limitAt(
          Fault.Kind.DEPTH_LIMIT, peek().at(), "nested deeper than " + MAX_NESTING + " levels");
    }
  }

  void leave() {
    nesting--;
  }
}
