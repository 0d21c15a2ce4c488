package seseragi.jinja.builtin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import seseragi.jinja.python.Characters;
import seseragi.jinja.python.Markup;
import seseragi.jinja.python.Printer;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.DictView;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.Namespace;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Filters made for web pages. */
final class HtmlFilters {
  private HtmlFilters() {}

  /** Comments and tags away, entities resolved, white space made single blanks. */
  static Value stripTags(Str input, Budget budget) {
    budget.text(2L * input.text().length());
    budget.scan(4L * input.text().length());
    String bare = without(without(input.text(), "<!--", "-->"), "<", ">");
    StringBuilder out = new StringBuilder();
    boolean gap = false;
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (Characters.isSpace(c)) {
        gap = !out.isEmpty();
      } else {
        out.append(gap ? " " : "").append(c);
        gap = false;
      }
    }
    return input.derive(unescape(out.toString())).withMarkup(false);
  }

  private static String without(String text, String open, String close) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    int start = text.indexOf(open);
    while (start >= 0) {
      int end = text.indexOf(close, start);
      if (end < 0) {
        break;
      }
      out.append(text, from, start);
      from = end + close.length();
      start = text.indexOf(open, from);
    }
    return out.append(text, from, text.length()).toString();
  }

  private static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  /** A text percent-encoded, or pairs as a query string. */
  static Value urlEncode(Value input, Budget budget) {
    boolean single =
        switch (input) {
          case Str _, Num _, None _, Namespace _, Handle _ -> true;
          default -> false;
        };
    if (single) {
      return Str.input(quote(Printer.str(input, budget), false, budget));
    }
    Value pairs = input instanceof DictValue d ? new DictView(DictView.Kind.ITEMS, d) : input;
    List<Str> parts = new ArrayList<>();
    Iterator<Value> items = Sequences.iterate(pairs, budget);
    while (items.hasNext()) {
      List<Value> pair = Sequences.toList(items.next(), budget);
      if (pair.size() != 2) {
        throw Fault.failed("urlencode needs pairs of key and value");
      }
      Str key = Printer.str(pair.get(0), budget);
      Str value = Printer.str(pair.get(1), budget);
      parts.add(Str.input(quote(key, true, budget) + "=" + quote(value, true, budget)));
    }
    return Sequences.join(Str.input("&"), parts, budget);
  }

  private static String quote(Str text, boolean inQuery, Budget budget) {
    budget.text(3L * text.text().length());
    budget.scan(8L * text.text().length());
    StringBuilder out = new StringBuilder();
    for (byte b : text.text().getBytes(StandardCharsets.UTF_8)) {
      boolean letter = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
      if (letter || "_.-~".indexOf(b) >= 0 || (b == '/' && !inQuery)) {
        out.append((char) b);
      } else if (b == ' ' && inQuery) {
        out.append('+');
      } else {
        out.append('%')
            .append(Character.toUpperCase(Character.forDigit((b >> 4) & 15, 16)))
            .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
      }
    }
    return out.toString();
  }

  /** {@code key="value"} for every entry that has a value. */
  static Value xmlAttributes(Value input, boolean autospace, Budget budget) {
    if (!(input instanceof DictValue dict)) {
      throw Types.notA("dict", input);
    }
    List<Str> parts = new ArrayList<>();
    dict.entries()
        .forEach(
            (key, value) -> {
              if (!(value instanceof None || value instanceof Undefined)) {
                checkName(Types.text(key).text());
                Str name = Markup.escape(key, budget);
                Str shown = Markup.escape(value, budget);
                parts.add(
                    Sequences.join(
                        Str.EMPTY,
                        List.of(name, Str.template("=\""), shown, Str.template("\"")),
                        budget));
              }
            });
    Str joined = Sequences.join(Str.template(" "), parts, budget);
    return autospace && !joined.isEmpty()
        ? Sequences.concat(Str.template(" "), joined, budget)
        : joined;
  }

  private static void checkName(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (" \t\n\r\f\u000B/>=".indexOf(name.charAt(i)) >= 0) {
        throw Fault.failed("Invalid character in attribute name: '" + name + "'");
      }
    }
  }
}
