package seseragi.jinja.builtin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import seseragi.jinja.python.BraceFormat;
import seseragi.jinja.python.Characters;
import seseragi.jinja.python.Markup;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** What the methods of text in {@link Method} do. */
final class StrMethods {
  private StrMethods() {}

  static Value call(Method method, Str self, Bound arguments, Session session) {
    Budget budget = session.budget();
    return switch (method) {
      case STR_STRIP -> Texts.strip(self, arguments.value(0), true, true, budget);
      case STR_LSTRIP -> Texts.strip(self, arguments.value(0), true, false, budget);
      case STR_RSTRIP -> Texts.strip(self, arguments.value(0), false, true, budget);
      case STR_SPLIT, STR_RSPLIT -> split(self, arguments, method == Method.STR_SPLIT, budget);
      case STR_SPLITLINES -> list(Texts.lines(self, arguments.flag(0), budget));
      case STR_PARTITION, STR_RPARTITION ->
          partition(self, arguments.text(0), method == Method.STR_PARTITION, budget);
      case STR_JOIN -> join(self, arguments.value(0), budget);
      case STR_REPLACE -> replace(self, arguments, budget);
      case STR_REMOVEPREFIX, STR_REMOVESUFFIX ->
          remove(self, arguments.text(0).text(), method == Method.STR_REMOVEPREFIX, budget);
      case STR_STARTSWITH, STR_ENDSWITH ->
          Bool.of(edge(self, arguments, method == Method.STR_STARTSWITH, budget));
      case STR_FIND, STR_RFIND, STR_INDEX, STR_RINDEX -> find(method, self, arguments, budget);
      case STR_COUNT -> count(self, arguments, budget);
      case STR_FORMAT -> format(self, arguments.all(), session);
      case STR_FORMAT_MAP -> format(self, named(arguments.value(0)), session);
      case STR_CENTER, STR_LJUST, STR_RJUST -> justify(method, self, arguments, budget);
      case STR_ZFILL -> zeroFill(self, arguments.integer(0), budget);
      case STR_EXPANDTABS -> expandTabs(self, arguments.integer(0), budget);
      case STR_UPPER, STR_LOWER, STR_CASEFOLD, STR_CAPITALIZE, STR_TITLE, STR_SWAPCASE ->
          changeCase(method, self, budget);
      default -> {
        budget.scan(self.text().length());
        yield Bool.of(is(method, self.text()));
      }
    };
  }

  static Str changeCase(Method method, Str self, Budget budget) {
    String text = self.text();
    budget.text(3L * text.length());
    budget.scan(8L * text.length());
    return self.derive(
        switch (method) {
          case STR_UPPER -> Cases.upper(text);
          case STR_CASEFOLD -> Cases.lower(Cases.upper(Cases.lower(text)));
          case STR_CAPITALIZE -> Cases.capitalize(text);
          case STR_TITLE -> Cases.title(text);
          case STR_SWAPCASE -> Cases.swap(text);
          default -> Cases.lower(text);
        });
  }

  private static boolean is(Method method, String text) {
    return switch (method) {
      case STR_ISALNUM -> all(text, c -> Character.isLetter(c) || Characters.isNumeric(c));
      case STR_ISALPHA -> all(text, Character::isLetter);
      case STR_ISASCII -> text.isEmpty() || all(text, c -> c < 0x80);
      case STR_ISDECIMAL -> all(text, c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER);
      case STR_ISDIGIT ->
          all(text, c -> Character.isDigit(c) || (Characters.isNumeric(c) && isSuperscript(c)));
      case STR_ISIDENTIFIER ->
          !text.isEmpty()
              && isNameStart(text.codePointAt(0))
              && all(text, Character::isUnicodeIdentifierPart);
      case STR_ISLOWER -> Cases.isLower(text);
      case STR_ISNUMERIC -> all(text, Characters::isNumeric);
      case STR_ISPRINTABLE -> text.isEmpty() || all(text, Characters::isPrintable);
      case STR_ISSPACE -> all(text, Characters::isSpace);
      case STR_ISTITLE -> Cases.isTitle(text);
      case STR_ISUPPER -> Cases.isUpper(text);
      default -> throw Fault.failed("no method '" + method.label() + "' of text");
    };
  }

  private static boolean isSuperscript(int c) {
    return c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0x2070 && c <= 0x2089);
  }

  private static boolean isNameStart(int c) {
    return c == '_' || Character.isUnicodeIdentifierStart(c);
  }

  private static boolean all(String text, IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }

  static ListValue list(List<Str> parts) {
    return ListValue.made(new ArrayList<>(parts));
  }

  private static Value split(Str self, Bound arguments, boolean fromLeft, Budget budget) {
    long max = arguments.integer(1);
    if (arguments.isNone(0)) {
      return list(
          fromLeft ? Texts.words(self, max, budget) : Texts.wordsFromRight(self, max, budget));
    }
    String separator = arguments.text(0).text();
    return list(
        fromLeft
            ? Texts.split(self, separator, max, budget)
            : Texts.splitFromRight(self, separator, max, budget));
  }

  private static Value partition(Str self, Str separator, boolean first, Budget budget) {
    String part = separator.text();
    List<Str> found =
        first ? Texts.split(self, part, 1, budget) : Texts.splitFromRight(self, part, 1, budget);
    if (found.size() == 2) {
      int from = found.get(0).text().length();
      return TupleValue.of(found.get(0), self.part(from, from + part.length()), found.get(1));
    }
    Str empty = self.part(0, 0);
    return first ? TupleValue.of(self, empty, empty) : TupleValue.of(empty, empty, self);
  }

  private static Value join(Str self, Value iterable, Budget budget) {
    List<Str> pieces = new ArrayList<>();
    Iterator<Value> items = Sequences.iterate(iterable, budget);
    while (items.hasNext()) {
      Value item = items.next();
      budget.elements(1);
      if (self.isMarkup()) {
        pieces.add(Markup.escape(item, budget));
      } else if (item instanceof Str s) {
        pieces.add(s);
      } else {
        throw Fault.failed(
            "sequence item %s: expected str instance, %s found", pieces.size(), item.typeName());
      }
    }
    return Sequences.join(self, pieces, budget).withMarkup(self.isMarkup());
  }

  private static Value remove(Str self, String affix, boolean prefix, Budget budget) {
    String text = self.text();
    budget.copy(text.length());
    if (prefix) {
      return text.startsWith(affix) ? self.part(affix.length(), text.length()) : self;
    }
    return text.endsWith(affix) ? self.part(0, text.length() - affix.length()) : self;
  }

  private static Value replace(Str self, Bound arguments, Budget budget) {
    Str replacement = arguments.text(1);
    Str shown = self.isMarkup() ? Markup.escape(replacement, budget) : replacement;
    return Texts.replace(self, arguments.text(0).text(), shown, arguments.integer(2), budget);
  }

  /** The part of the text that the arguments 1 and 2 select; null when it starts behind the end. */
  private static Str window(Str self, Bound arguments, Budget budget) {
    int length = self.length();
    long start = arguments.isNone(1) ? 0 : arguments.integer(1);
    long stop = arguments.isNone(2) ? length : arguments.integer(2);
    start = start < 0 ? Math.max(0, start + length) : start;
    budget.text(start == 0 ? 0 : self.text().length());
    stop = stop < 0 ? Math.max(0, stop + length) : Math.min(stop, length);
    return start > length || start > stop
        ? null
        : self.part(self.offset((int) start), self.offset((int) stop));
  }

  private static boolean edge(Str self, Bound arguments, boolean start, Budget budget) {
    Str window = window(self, arguments, budget);
    List<Value> wanted =
        arguments.value(0) instanceof TupleValue t ? t.items() : List.of(arguments.value(0));
    for (Value edge : wanted) {
      String text = Types.text(edge).text();
      budget.scan(text.length());
      if (window != null
          && (start ? window.text().startsWith(text) : window.text().endsWith(text))) {
        return true;
      }
    }
    return false;
  }

  private static Value find(Method method, Str self, Bound arguments, Budget budget) {
    String wanted = arguments.text(0).text();
    Str window = window(self, arguments, budget);
    budget.search(self.text().length(), wanted.length());
    boolean last = method == Method.STR_RFIND || method == Method.STR_RINDEX;
    int found =
        window == null
            ? -1
            : last ? window.text().lastIndexOf(wanted) : window.text().indexOf(wanted);
    if (found >= 0) {
      long start = arguments.isNone(1) ? 0 : arguments.integer(1);
      long before = start < 0 ? Math.max(0, start + self.length()) : start;
      return new Int(before + window.text().codePointCount(0, found));
    }
    if (method == Method.STR_INDEX || method == Method.STR_RINDEX) {
      throw Fault.failed("substring not found");
    }
    return new Int(-1);
  }

  private static Value count(Str self, Bound arguments, Budget budget) {
    Str window = window(self, arguments, budget);
    return new Int(window == null ? 0 : Texts.count(window, arguments.text(0).text(), budget));
  }

  private static Value format(Str self, Arguments arguments, Session session) {
    return new BraceFormat(
            arguments,
            (object, name) -> Access.attribute(object, Types.text(name), session),
            (object, key) -> Access.item(object, key, session),
            session.budget())
        .format(self);
  }

  private static Arguments named(Value mapping) {
    if (mapping instanceof Undefined u) {
      throw u.used();
    }
    if (!(mapping instanceof DictValue dict)) {
      throw Fault.failed("'" + mapping.typeName() + "' object is not a mapping");
    }
    Map<String, Value> named = new LinkedHashMap<>();
    dict.entries()
        .forEach(
            (key, value) -> {
              if (key instanceof Str s) {
                named.put(s.text(), value);
              }
            });
    return new Arguments(List.of(), named);
  }

  private static Value justify(Method method, Str self, Bound arguments, Budget budget) {
    Str filler = arguments.text(1);
    if (filler.length() != 1) {
      throw Fault.failed("The fill character must be exactly one character long");
    }
    long missing = Math.max(0, arguments.integer(0) - self.length());
    long left =
        switch (method) {
          case STR_LJUST -> 0;
          case STR_RJUST -> missing;
          default -> missing / 2 + (missing & arguments.integer(0) & 1);
        };
    return pad(self, left, missing - left, filler, budget);
  }

  /** Adds fillers on both sides; negative counts add none. */
  static Str pad(Str self, long left, long right, Str filler, Budget budget) {
    if (left <= 0 && right <= 0) {
      return self;
    }
    Str before = Sequences.repeat(filler.withMarkup(false), left, budget);
    Str after = Sequences.repeat(filler.withMarkup(false), right, budget);
    budget.text((long) before.text().length() + self.text().length() + after.text().length());
    return new TextBuilder().append(before).append(self).append(after).toStr(self.isMarkup());
  }

  private static Value zeroFill(Str self, long width, Budget budget) {
    budget.text(self.text().length());
    boolean signed = self.text().startsWith("+") || self.text().startsWith("-");
    Str digits = signed ? self.part(1, self.text().length()) : self;
    Str filled = pad(digits, width - self.length(), 0, Str.template("0"), budget);
    return signed
        ? new TextBuilder().append(self, 0, 1).append(filled).toStr(self.isMarkup())
        : filled;
  }

  private static Value expandTabs(Str self, long size, Budget budget) {
    TextBuilder out = new TextBuilder();
    String text = self.text();
    budget.copy(text.length());
    long column = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\t') {
        long spaces = size > 0 ? size - column % size : 0;
        out.append(Sequences.repeat(Str.template(" "), spaces, budget));
        budget.output(out.length());
        column += spaces;
      } else {
        out.append(self, i, i + 1);
        column = c == '\n' || c == '\r' ? 0 : column + (Character.isLowSurrogate(c) ? 0 : 1);
      }
    }
    return out.toStr(self.isMarkup());
  }
}
