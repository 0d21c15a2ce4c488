package seseragi.jinja.syntax;

import java.util.List;
import seseragi.jinja.python.Characters;
import seseragi.jinja.syntax.Token.Kind;
import seseragi.jinja.value.Fault;

/** Cuts what stands between the marks of one tag into tokens. */
final class CodeLexer {
  private final String source;
  private final List<Token> tokens;
  private final char closing; // '}' for a print, '%' for a statement
  private final StringBuilder open = new StringBuilder(); // closing brackets that are still to come
  private int pos;

  CodeLexer(String source, List<Token> tokens, char closing) {
    this.source = source;
    this.tokens = tokens;
    this.closing = closing;
  }

  /**
   * Reads from an offset; returns where the closing mark (with its sign) begins, or -1 at the end
   * of the template.
   */
  int run(int from) {
    pos = from;
    while (true) {
      while (pos < source.length() && Characters.isSpace(source.charAt(pos))) {
        pos++;
      }
      if (pos >= source.length()) {
        return -1;
      }
      if (open.isEmpty() && isClose()) {
        return pos;
      }
      token();
    }
  }

  private boolean isClose() {
    char c = source.charAt(pos);
    boolean signed = c == '-' || (c == '+' && closing == '%');
    int mark = signed ? pos + 1 : pos;
    return peek(mark) == closing && peek(mark + 1) == '}';
  }

  private char peek(int at) {
    return at < source.length() ? source.charAt(at) : 0;
  }

  private void token() {
    char c = source.charAt(pos);
    if (isDigit(c)) {
      number();
    } else if (Characters.isWord(source.codePointAt(pos))) {
      name();
    } else if (c == '"' || c == '\'') {
      string(c);
    } else {
      operator(c);
    }
  }

  private void number() {
    int start = pos;
    char radix = Character.toLowerCase(peek(pos + 1));
    if (peek(pos) == '0' && (radix == 'x' || radix == 'o' || radix == 'b')) {
      int base = radix == 'x' ? 16 : radix == 'o' ? 8 : 2;
      int end = digits(pos + 2 + (peek(pos + 2) == '_' ? 1 : 0), base);
      if (end > pos + 2 && peek(end - 1) != '_') {
        emit(Kind.INTEGER, start, end);
        return;
      }
    }
    int end = digits(pos, 10);
    int realEnd = start > 0 && source.charAt(start - 1) == '.' ? -1 : realEnd(end);
    if (realEnd > 0) {
      emit(Kind.FLOAT, start, realEnd);
      return;
    }
    if (peek(start) == '0') { // a leading zero is only followed by zeros
      end = start + 1;
      while (peek(end) == '0' || (peek(end) == '_' && peek(end + 1) == '0')) {
        end++;
      }
    }
    emit(Kind.INTEGER, start, end);
  }

  /** The end of the fraction and exponent that follow the whole part; -1 if there are none. */
  private int realEnd(int whole) {
    int end = whole;
    if (peek(end) == '.' && isDigit(peek(end + 1))) {
      end = digits(end + 1, 10);
    }
    if (peek(end) == 'e' || peek(end) == 'E') {
      int exponent = end + 1 + (peek(end + 1) == '+' || peek(end + 1) == '-' ? 1 : 0);
      if (isDigit(peek(exponent))) {
        end = digits(exponent, 10);
      }
    }
    return end > whole ? end : -1;
  }

  /** The end of digits, with single underscores between them. */
  private int digits(int from, int base) {
    int at = from;
    while (isDigit(peek(at), base)
        || (peek(at) == '_' && at > from && isDigit(peek(at + 1), base))) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(char c, int base) {
    return c < 0x80 && Character.digit(c, base) >= 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void name() {
    int end = pos;
    while (end < source.length()) {
      char c = source.charAt(end);
      if (c < 0x80 ? !Characters.isWord(c) : !isNamePart(end)) {
        break;
      }
      end += Character.isHighSurrogate(c) ? 2 : 1;
    }
    emit(Kind.NAME, pos, end);
  }

  /** Whether the character beyond ASCII belongs to a name. */
  private boolean isNamePart(int at) {
    int c = source.codePointAt(at);
    boolean allowed =
        at == pos ? Character.isUnicodeIdentifierStart(c) : Character.isUnicodeIdentifierPart(c);
    if (Characters.isWord(c) && !allowed) {
      throw Fault.syntax(at, "Invalid character in identifier");
    }
    return Characters.isWord(c);
  }

  private void string(char quote) {
    int end = source.indexOf(quote, pos + 1);
    boolean escapes = end >= 0 && source.indexOf('\\', pos + 1, end) >= 0;
    if (escapes) {
      end = pos + 1;
      while (end < source.length() && source.charAt(end) != quote) {
        end += source.charAt(end) == '\\' ? 2 : 1;
      }
    }
    if (end < 0 || end >= source.length()) {
      throw Fault.syntax(pos, "a string that does not end");
    }
    String text = source.substring(pos + 1, end);
    tokens.add(new Token(Kind.STRING, escapes ? Literals.unescape(text, pos) : text, pos));
    pos = end + 1;
  }

  private void operator(char c) {
    char next = peek(pos + 1);
    boolean pair =
        switch (c) {
          case '/' -> next == '/';
          case '*' -> next == '*';
          case '=', '!', '<', '>' -> next == '=';
          default -> false;
        };
    if ("+-/*%~[](){}=<>.:|,;".indexOf(c) < 0 && !pair) {
      throw Fault.syntax(pos, "unexpected char '" + c + "'");
    }
    balance(c);
    emit(Kind.OPERATOR, pos, pos + (pair ? 2 : 1));
  }

  private void balance(char c) {
    switch (c) {
      case '(' -> open.append(')');
      case '[' -> open.append(']');
      case '{' -> open.append('}');
      case ')', ']', '}' -> {
        if (open.isEmpty()) {
          throw Fault.syntax(pos, "unexpected '" + c + "'");
        }
        char expected = open.charAt(open.length() - 1);
        if (expected != c) {
          throw Fault.syntax(pos, "unexpected '" + c + "', expected '" + expected + "'");
        }
        open.setLength(open.length() - 1);
      }
      default -> {
        // no bracket
      }
    }
  }

  private void emit(Kind kind, int from, int to) {
    tokens.add(new Token(kind, source.substring(from, to), from));
    pos = to;
  }
}
