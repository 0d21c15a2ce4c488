package seseragi.jinja.builtin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seseragi.jinja.python.Characters;
import seseragi.jinja.python.Operators;
import seseragi.jinja.python.PercentFormat;
import seseragi.jinja.python.Printer;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.python.Slices;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Value;

/** Filters whose input is text. */
final class TextFilters {
  private TextFilters() {}

  static Value format(Str format, Arguments arguments, Budget budget) {
    if (arguments.named().isEmpty()) {
      return PercentFormat.format(format, new TupleValue(arguments.positional()), budget);
    }
    if (!arguments.positional().isEmpty()) {
      throw Fault.failed("can't handle positional and keyword arguments at the same time");
    }
    Map<Value, Value> named = new LinkedHashMap<>();
    arguments.named().forEach((name, value) -> named.put(Str.template(name), value));
    return PercentFormat.format(format, new DictValue(named), budget);
  }

  /** Every line but the first is indented, blank ones only if asked. */
  static Value indent(Value input, Bound arguments, Budget budget) {
    Str text = Types.text(input);
    Str indention =
        arguments.value(0) instanceof Str s
            ? s
            : Sequences.repeat(Str.template(" "), arguments.integer(0), budget);
    List<Str> lines =
        Texts.lines((Str) Operators.add(text, Str.template("\n"), budget), false, budget);
    TextBuilder out = new TextBuilder();
    for (int i = 0; i < lines.size(); i++) {
      Str line = lines.get(i);
      boolean wanted = i == 0 ? arguments.flag(1) : arguments.flag(2) || !line.isEmpty();
      budget.text(line.text().length() + 1L + (wanted ? indention.text().length() : 0));
      out.append(i == 0 ? "" : "\n", true);
      if (wanted) {
        budget.scan(indention.text().length());
        out.append(indention);
      }
      out.append(line);
      budget.output(out.length());
    }
    return out.toStr(text.isMarkup());
  }

  static Value replace(Value input, Bound arguments, Budget budget) {
    Str old = Printer.str(arguments.value(0), budget);
    Str replacement = Printer.str(arguments.value(1), budget).withMarkup(false);
    long max = arguments.isNone(2) ? -1 : arguments.integer(2);
    return Texts.replace(
        Printer.str(input, budget).withMarkup(false), old.text(), replacement, max, budget);
  }

  /** Words begin after white space, hyphens and opening brackets; unlike {@code str.title}. */
  static Value title(Str input, Budget budget) {
    String text = input.text();
    budget.text(3L * text.length());
    budget.scan(8L * text.length());
    StringBuilder out = new StringBuilder();
    boolean start = true;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      String character = Character.toString(c);
      boolean separator = Characters.isSpace(c) || "-({[<".indexOf(c) >= 0;
      out.append(start ? Cases.upper(character) : Cases.lower(character));
      start = separator;
      i += character.length();
    }
    return input.derive(out.toString()).withMarkup(false);
  }

  static Value truncate(Value input, Bound arguments, Budget budget) {
    Str end = arguments.text(2);
    long length = arguments.integer(0);
    long leeway = arguments.isNone(3) ? 5 : arguments.integer(3);
    if (length < end.length() || leeway < 0) {
      throw Fault.failed(
          "expected length >= %s and leeway >= 0, got %s and %s", end.length(), length, leeway);
    }
    if (Sequences.length(input) <= length + leeway) {
      return input;
    }
    Value stop = new Int(length - end.length());
    Str cut = (Str) Slices.slice(Types.text(input), None.NONE, stop, None.NONE, budget);
    int space = cut.text().lastIndexOf(' ');
    Str kept = arguments.flag(1) || space < 0 ? cut : cut.part(0, space);
    return Operators.add(kept, end, budget);
  }

  static Value wordCount(Str input, Budget budget) {
    String text = input.text();
    budget.scan(text.length());
    long count = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean word = Characters.isWord(c);
      count += word && !inWord ? 1 : 0;
      inWord = word;
      i += Character.charCount(c);
    }
    return new Int(count);
  }
}
