package seseragi.jinja.syntax;

import seseragi.jinja.python.Numbers;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Value;

/** The values of numbers and strings as written in a template. */
final class Literals {
  private Literals() {}

  static Value number(Token token) {
    if (token.kind() == Token.Kind.FLOAT) {
      return new Real(Double.parseDouble(token.text().replace("_", "")));
    }
    try {
      return Numbers.parseInt(token.text(), 0);
    } catch (NumberFormatException e) {
      throw Fault.syntax(token.at(), "a number with too many digits");
    }
  }

  /** Python's escapes; an unknown one stays as it is. */
  static String unescape(String text, int at) {
    StringBuilder out = new StringBuilder(text.length());
    int next = 0;
    while (next < text.length()) {
      char c = text.charAt(next++);
      if (c != '\\' || next == text.length()) {
        out.append(c);
        continue;
      }
      char escape = text.charAt(next++);
      switch (escape) {
        case '\n' -> {
          // a line continued
        }
        case '\\', '\'', '"' -> out.append(escape);
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'v' -> out.append('\u000B');
        case 'x' -> next = hex(text, next, 2, out, at);
        case 'u' -> next = hex(text, next, 4, out, at);
        case 'U' -> next = hex(text, next, 8, out, at);
        case 'N' -> next = named(text, next, out, at);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> next = octal(text, next - 1, out);
        default -> out.append('\\').append(escape);
      }
    }
    return out.toString();
  }

  private static int hex(String text, int from, int digits, StringBuilder out, int at) {
    long value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        throw Fault.syntax(
            at, "an escape in a string that needs " + digits + " hexadecimal digits");
      }
      value = value * 16 + digit;
    }
    if (value > Character.MAX_CODE_POINT) {
      throw Fault.syntax(at, "illegal Unicode character in a string");
    }
    out.appendCodePoint((int) value);
    return from + digits;
  }

  private static int octal(String text, int from, StringBuilder out) {
    int value = 0;
    int next = from;
    while (next < from + 3
        && next < text.length()
        && text.charAt(next) >= '0'
        && text.charAt(next) <= '7') {
      value = value * 8 + text.charAt(next++) - '0';
    }
    out.append((char) value);
    return next;
  }

  private static int named(String text, int from, StringBuilder out, int at) {
    int close = text.indexOf('}', from);
    if (from >= text.length() || text.charAt(from) != '{' || close < 0) {
      throw Fault.syntax(at, "malformed \\N character escape");
    }
    try {
      out.appendCodePoint(Character.codePointOf(text.substring(from + 1, close)));
    } catch (IllegalArgumentException e) {
      throw Fault.syntax(at, "unknown Unicode character name");
    }
    return close + 1;
  }
}
