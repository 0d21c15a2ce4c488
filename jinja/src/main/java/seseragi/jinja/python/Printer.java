package seseragi.jinja.python;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import seseragi.jinja.value.BigInt;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.DictView;
import seseragi.jinja.value.Generator;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.Namespace;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.RangeValue;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Python's {@code str()} and {@code repr()}. */
public final class Printer {
  private final Budget budget;
  private final StringBuilder out = new StringBuilder();
  private int charged; // chars of the output that the budget knows of

  private Printer(Budget budget) {
    this.budget = budget;
  }

  /**
   * {@code str(value)}. Numbers, booleans and None count as written by the template; what is
   * printed of a container counts as input.
   */
  public static Str str(Value value, Budget budget) {
    return switch (value) {
      case Str s -> s;
      case Undefined u -> Str.EMPTY;
      case Num n -> Str.template(number(n));
      case None n -> Str.template("None");
      case ListValue l -> container(l, budget);
      case TupleValue t -> container(t, budget);
      case DictValue d -> container(d, budget);
      case DictView v -> container(v, budget);
      case RangeValue r -> container(r, budget);
      case Namespace n -> container(n, budget);
      case Generator g -> container(g, budget);
      case Handle h -> container(h, budget);
    };
  }

  private static Str container(Value value, Budget budget) {
    return Str.input(repr(value, budget));
  }

  /** {@code repr(value)}. */
  public static String repr(Value value, Budget budget) {
    Printer printer = new Printer(budget);
    printer.write(value);
    budget.text(printer.out.length());
    return printer.out.toString();
  }

  static String number(Num number) {
    return switch (number) {
      case Bool b -> b.isTrue() ? "True" : "False";
      case Int i -> Long.toString(i.value());
      case BigInt b -> Numbers.repr(b.value());
      case Real r -> Numbers.repr(r.value());
    };
  }

  private void write(Value value) {
    budget.enter();
    budget.text(out.length() - charged);
    charged = out.length();
    budget.output(charged);
    switch (value) {
      case Str s -> string(s);
      case Num n -> out.append(number(n));
      case None n -> out.append("None");
      case Undefined u -> out.append("Undefined");
      case ListValue l -> items('[', l.items(), ']');
      case TupleValue t -> tuple(t.items());
      case DictValue d -> dict(d.entries());
      case DictView v -> view(v);
      case RangeValue r -> range(r);
      case Namespace n -> namespace(n);
      case Generator g -> out.append("<generator object>");
      case Handle h -> out.append(h.describe());
    }
    budget.leave();
  }

  private void items(char open, List<Value> items, char close) {
    out.append(open);
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      write(items.get(i));
    }
    out.append(close);
  }

  private void tuple(List<Value> items) {
    items('(', items, items.size() == 1 ? ',' : ')');
    out.append(items.size() == 1 ? ")" : "");
  }

  private void dict(Map<Value, Value> entries) {
    out.append('{');
    String separator = "";
    for (Map.Entry<Value, Value> entry : entries.entrySet()) {
      out.append(separator);
      write(entry.getKey());
      out.append(": ");
      write(entry.getValue());
      separator = ", ";
    }
    out.append('}');
  }

  private void view(DictView view) {
    out.append(view.typeName()).append("([");
    Iterator<Value> items = Sequences.iterate(view, budget);
    while (items.hasNext()) {
      write(items.next());
      out.append(items.hasNext() ? ", " : "");
    }
    out.append("])");
  }

  private void range(RangeValue range) {
    out.append("range(").append(range.start()).append(", ").append(range.stop());
    if (range.step() != 1) {
      out.append(", ").append(range.step());
    }
    out.append(')');
  }

  private void namespace(Namespace namespace) {
    out.append("<Namespace {");
    String separator = "";
    for (Map.Entry<String, Value> entry : namespace.attributes().entrySet()) {
      out.append(separator);
      string(Str.template(entry.getKey()));
      out.append(": ");
      write(entry.getValue());
      separator = ", ";
    }
    out.append("}>");
  }

  private void string(Str str) {
    String text = str.text();
    budget.scan(8L * text.length());
    out.append(str.isMarkup() ? "Markup(" : "");
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints().forEach(c -> character(c, quote));
    out.append(quote).append(str.isMarkup() ? ")" : "");
  }

  private void character(int c, char quote) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      default -> {
        if (c == quote) {
          out.append('\\').append(quote);
        } else if (Characters.isPrintable(c)) {
          out.appendCodePoint(c);
        } else {
          escape(out, c, 2);
        }
      }
    }
  }

  /** {@code ascii(value)}. */
  static String ascii(Value value, Budget budget) {
    StringBuilder ascii = new StringBuilder();
    repr(value, budget).codePoints().forEach(c -> asciiCharacter(ascii, c));
    return ascii.toString();
  }

  private static void asciiCharacter(StringBuilder ascii, int c) {
    if (c < 0x80) {
      ascii.append((char) c);
    } else {
      escape(ascii, c, 2);
    }
  }

  /** {@code \xhh}, or longer where the digits are not enough. */
  static void escape(StringBuilder out, int c, int fewestDigits) {
    int digits = Math.max(fewestDigits, c < 0x100 ? 2 : c < 0x10000 ? 4 : 8);
    String hex = Integer.toHexString(c);
    out.append(digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U")
        .repeat('0', digits - hex.length())
        .append(hex);
  }
}
