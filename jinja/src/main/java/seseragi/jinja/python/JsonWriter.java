package seseragi.jinja.python;

import java.util.List;
import java.util.Map;
import seseragi.jinja.value.BigInt;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Python's {@code json.dumps}, without escaping for HTML. */
public final class JsonWriter {

  /**
   * How to write.
   *
   * @param indent what one level is indented by; null for everything on one line
   */
  public record Style(
      boolean ensureAscii,
      String indent,
      String itemSeparator,
      String keySeparator,
      boolean sortKeys) {}

  private final Style style;
  private final Budget budget;
  private final StringBuilder out = new StringBuilder();
  private int level;
  private int charged; // chars of the output that the budget knows of

  private JsonWriter(Style style, Budget budget) {
    this.style = style;
    this.budget = budget;
  }

  public static String write(Value value, Style style, Budget budget) {
    JsonWriter writer = new JsonWriter(style, budget);
    writer.value(value);
    budget.text(writer.out.length());
    return writer.out.toString();
  }

  private void value(Value value) {
    budget.enter();
    budget.text(out.length() - charged);
    charged = out.length();
    budget.output(charged);
    switch (value) {
      case Str s -> string(s.text());
      case Num n -> out.append(number(n));
      case None n -> out.append("null");
      case ListValue l -> list(l.items());
      case TupleValue t -> list(t.items());
      case DictValue d -> dict(d);
      case Undefined u -> throw unknown(value);
      default -> throw unknown(value);
    }
    budget.leave();
  }

  private static Fault unknown(Value value) {
    return Fault.failed("Object of type " + value.typeName() + " is not JSON serializable");
  }

  private static String number(Num number) {
    return switch (number) {
      case Bool b -> b.isTrue() ? "true" : "false";
      case Int i -> Long.toString(i.value());
      case BigInt b -> Numbers.repr(b.value());
      case Real r when Double.isNaN(r.value()) -> "NaN";
      case Real r when Double.isInfinite(r.value()) -> r.value() > 0 ? "Infinity" : "-Infinity";
      case Real r -> Numbers.repr(r.value());
    };
  }

  private void list(List<Value> items) {
    out.append('[');
    level++;
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : style.itemSeparator());
      newLine();
      value(items.get(i));
    }
    close(items.isEmpty(), ']');
  }

  private void dict(DictValue dict) {
    out.append('{');
    level++;
    boolean first = true;
    for (Value key : keys(dict)) {
      out.append(first ? "" : style.itemSeparator());
      newLine();
      string(keyText(key));
      out.append(style.keySeparator());
      value(dict.entries().get(key));
      first = false;
    }
    close(first, '}');
  }

  private Iterable<Value> keys(DictValue dict) {
    Map<Value, Value> entries = dict.entries();
    if (!style.sortKeys()) {
      return entries.keySet();
    }
    List<Ordering.Keyed> keyed = new java.util.ArrayList<>();
    entries.keySet().forEach(key -> keyed.add(new Ordering.Keyed(key, key)));
    return Ordering.sort(keyed, false, budget);
  }

  private static String keyText(Value key) {
    return switch (key) {
      case Str s -> s.text();
      case Num n -> number(n);
      case None n -> "null";
      default ->
          throw Fault.failed("keys must be str, int, float, bool or None, not " + key.typeName());
    };
  }

  private void newLine() {
    if (style.indent() != null) {
      out.append('\n');
      indent();
    }
  }

  private void indent() {
    budget.output(out.length() + (long) level * style.indent().length());
    out.repeat(style.indent(), level);
  }

  private void close(boolean empty, char bracket) {
    level--;
    if (!empty) {
      newLine();
    }
    out.append(bracket);
  }

  private void string(String text) {
    budget.scan(text.length());
    out.append('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || (c > '~' && style.ensureAscii())) {
        out.append(text, plain, i);
        escape(c);
        plain = i + 1;
      }
    }
    out.append(text, plain, text.length()).append('"');
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\f' -> out.append("\\f");
      case '\b' -> out.append("\\b");
      default -> Printer.escape(out, c, 4);
    }
  }
}
