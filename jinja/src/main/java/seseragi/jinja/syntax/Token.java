package seseragi.jinja.syntax;

/**
 * A piece of a template.
 *
 * @param text for a string its value, for an operator itself, for data what prints
 * @param at char offset of its start in the template
 */
record Token(Kind kind, String text, int at) {
  /** What sort of piece. */
  enum Kind {
    DATA,
    PRINT_BEGIN,
    PRINT_END,
    TAG_BEGIN,
    TAG_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** For messages. */
  String describe() {
    return switch (kind) {
      case DATA -> "template data";
      case PRINT_BEGIN -> "begin of print statement";
      case PRINT_END -> "end of print statement";
      case TAG_BEGIN -> "begin of statement block";
      case TAG_END -> "end of statement block";
      case END -> "end of template";
      case STRING -> "a string";
      case NAME, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
    };
  }
}
