package seseragi.jinja.python;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Value;

/** Reads JSON as Python's {@code json.loads}; strings in it count as input. */
public final class JsonReader {
  private final String text;
  private final Budget budget;
  private int next;

  private JsonReader(String text, Budget budget) {
    this.text = text;
    this.budget = budget;
  }

  public static Value read(String text, Budget budget) {
    budget.scan(text.length());
    JsonReader reader = new JsonReader(text, budget);
    Value value = reader.value();
    reader.skipSpace();
    if (reader.next < text.length()) {
      throw reader.bad("Extra data");
    }
    return value;
  }

  private Value value() {
    budget.enter();
    budget.text(8);
    skipSpace();
    Value value =
        switch (peek()) {
          case '{' -> dict();
          case '[' -> list();
          case '"' -> Str.input(string());
          case 't' -> word("true", Bool.TRUE);
          case 'f' -> word("false", Bool.FALSE);
          case 'n' -> word("null", None.NONE);
          default -> number();
        };
    budget.leave();
    return value;
  }

  private Value dict() {
    Map<Value, Value> entries = new LinkedHashMap<>();
    next++;
    skipSpace();
    while (peek() != '}') {
      if (!entries.isEmpty()) {
        expect(',');
        skipSpace();
      }
      if (peek() != '"') {
        throw bad("Expecting property name enclosed in double quotes");
      }
      Str key = Str.input(string());
      skipSpace();
      expect(':');
      budget.elements(4);
      entries.put(key, value());
      skipSpace();
    }
    next++;
    return new DictValue(entries);
  }

  private Value list() {
    List<Value> items = new ArrayList<>();
    next++;
    skipSpace();
    while (peek() != ']') {
      if (!items.isEmpty()) {
        expect(',');
      }
      budget.elements(1);
      items.add(value());
      skipSpace();
    }
    next++;
    return ListValue.made(items);
  }

  private String string() {
    int start = ++next;
    StringBuilder out = new StringBuilder();
    while (peek() != '"') {
      char c = peek();
      if (c < ' ') {
        throw bad(next < text.length() ? "Invalid control character" : "Unterminated string");
      }
      next++;
      out.append(c == '\\' ? escaped() : c);
    }
    budget.text(next - start);
    next++;
    return out.toString();
  }

  private char escaped() {
    char c = peek();
    next++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'f' -> '\f';
      case 'b' -> '\b';
      case 'u' -> hex();
      default -> throw bad("Invalid \\escape");
    };
  }

  private char hex() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw bad("Invalid \\uXXXX escape");
      }
      value = value * 16 + digit;
      next++;
    }
    return (char) value;
  }

  private Value number() {
    int start = next;
    while ("+-.eE0123456789".indexOf(peek()) >= 0 && next < text.length()) {
      next++;
    }
    String digits = text.substring(start, next);
    boolean real = digits.indexOf('.') >= 0 || digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0;
    try {
      return real ? new Real(Double.parseDouble(digits)) : Numbers.parseInt(digits, 10);
    } catch (NumberFormatException e) {
      throw bad("Expecting value");
    }
  }

  private Value word(String word, Value value) {
    if (!text.startsWith(word, next)) {
      throw bad("Expecting value");
    }
    next += word.length();
    return value;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw bad("Expecting '" + c + "'");
    }
    next++;
  }

  private void skipSpace() {
    while (next < text.length() && " \t\n\r".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
  }

  private char peek() {
    return next < text.length() ? text.charAt(next) : 0;
  }

  private Fault bad(String what) {
    return Fault.failed(what + ": char " + next);
  }
}
