package seseragi.jinja.syntax;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The operators with two or more operands, from loose to tight. */
public enum Operator {
  OR("or", 1),
  AND("and", 2),
  EQUAL("==", Operator.COMPARISON),
  NOT_EQUAL("!=", Operator.COMPARISON),
  LESS("<", Operator.COMPARISON),
  LESS_OR_EQUAL("<=", Operator.COMPARISON),
  GREATER(">", Operator.COMPARISON),
  GREATER_OR_EQUAL(">=", Operator.COMPARISON),
  IN("in", Operator.COMPARISON),
  NOT_IN("not", Operator.COMPARISON),
  ADD("+", 5),
  SUBTRACT("-", 5),
  CONCAT("~", 6),
  MULTIPLY("*", 7),
  DIVIDE("/", 7),
  FLOOR_DIVIDE("//", 7),
  MODULO("%", 7),
  POWER("**", 8);

  /** Of what {@code not} before an expression takes, which itself is looser than comparisons. */
  static final int NOT = 3;

  static final int COMPARISON = 4;

  private static final Map<String, Operator> BY_TEXT = new HashMap<>();

  static {
    for (Operator operator : values()) {
      BY_TEXT.put(operator.text, operator);
    }
  }

  private final String text;
  final int level; // how tightly it binds

  Operator(String text, int level) {
    this.text = text;
    this.level = level;
  }

  static Optional<Operator> of(Token token) {
    boolean possible = token.kind() == Token.Kind.OPERATOR || token.kind() == Token.Kind.NAME;
    return possible ? Optional.ofNullable(BY_TEXT.get(token.text())) : Optional.empty();
  }

  /** As it is written; of {@code not in} the first word. */
  public String text() {
    return text;
  }
}
