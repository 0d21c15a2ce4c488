package seseragi.jinja.python;

import java.util.function.BinaryOperator;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.Origin;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.Value;

/**
 * Python's {@code text.format(...)}; fields reach attributes and items only by the template's own
 * rules.
 */
public final class BraceFormat {
  private final Arguments arguments;
  private final BinaryOperator<Value> attribute; // of (object, name)
  private final BinaryOperator<Value> item; // of (object, key)
  private final Budget budget;
  private int automatic; // next argument of '{}'; -1 once a number was given

  public BraceFormat(
      Arguments arguments,
      BinaryOperator<Value> attribute,
      BinaryOperator<Value> item,
      Budget budget) {
    this.arguments = arguments;
    this.attribute = attribute;
    this.item = item;
    this.budget = budget;
  }

  public Str format(Str format) {
    return format(format, 2);
  }

  private Str format(Str format, int depth) {
    if (depth < 0) {
      throw Fault.failed("Max string recursion exceeded");
    }
    String text = format.text();
    budget.copy(text.length());
    TextBuilder out = new TextBuilder();
    int next = 0;
    while (next < text.length()) {
      char c = text.charAt(next);
      boolean doubled = next + 1 < text.length() && text.charAt(next + 1) == c;
      if (c != '{' && c != '}') {
        int end = literalEnd(text, next);
        out.append(format, next, end);
        next = end;
      } else if (doubled) {
        out.append(format, next, next + 1);
        next += 2;
      } else if (c == '}') {
        throw Fault.failed("Single '}' encountered in format string");
      } else {
        int end = fieldEnd(text, next + 1);
        Str piece = field(format.part(next + 1, end), depth);
        Str own = format.origin() == Origin.TEMPLATE ? piece : piece.asInput();
        Str shown = format.isMarkup() ? Markup.escape(own, budget) : own;
        budget.copy(shown.text().length());
        out.append(shown);
        budget.output(out.length());
        next = end + 1;
      }
    }
    return out.toStr(format.isMarkup());
  }

  private static int literalEnd(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '{' && text.charAt(end) != '}') {
      end++;
    }
    return end;
  }

  private static int fieldEnd(String text, int from) {
    int open = 1;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (open == 0) {
        return i;
      }
    }
    throw Fault.failed("expected '}' before end of string");
  }

  /** {@code name[!conversion][:specification]}. */
  private Str field(Str field, int depth) {
    budget.steps(1);
    String text = field.text();
    int nameEnd = nameEnd(text);
    Value value = lookUp(text.substring(0, nameEnd));
    int next = nameEnd;
    if (next < text.length() && text.charAt(next) == '!') {
      value = convert(value, next + 1 < text.length() ? text.charAt(next + 1) : 0);
      next += 2;
    }
    if (next < text.length() && text.charAt(next) != ':') {
      throw Fault.failed("expected ':' after conversion specifier");
    }
    String spec =
        next < text.length() ? format(field.part(next + 1, text.length()), depth - 1).text() : "";
    return spec.isEmpty() ? Printer.str(value, budget) : FormatSpec.format(value, spec, budget);
  }

  private static int nameEnd(String text) {
    boolean bracket = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bracket = c == '[' || (bracket && c != ']');
      if (!bracket && (c == '!' || c == ':')) {
        return i;
      }
    }
    return text.length();
  }

  private Value convert(Value value, char conversion) {
    return switch (conversion) {
      case 's' -> Printer.str(value, budget);
      case 'r' -> Str.input(Printer.repr(value, budget));
      case 'a' -> Str.input(Printer.ascii(value, budget));
      default -> throw Fault.failed("Unknown conversion specifier '" + conversion + "'");
    };
  }

  private Value lookUp(String name) {
    int end = 0;
    while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
      end++;
    }
    Value value = first(name.substring(0, end));
    while (end < name.length()) {
      budget.steps(1);
      if (name.charAt(end) == '.') {
        int stop = end + 1;
        while (stop < name.length() && name.charAt(stop) != '.' && name.charAt(stop) != '[') {
          stop++;
        }
        value = attribute.apply(value, Str.template(name.substring(end + 1, stop)));
        end = stop;
      } else {
        int close = name.indexOf(']', end);
        if (name.charAt(end) != '[' || close < 0) {
          throw Fault.failed("Missing ']' in format string");
        }
        String key = name.substring(end + 1, close);
        value = item.apply(value, isNumber(key) ? new Int(number(key)) : Str.template(key));
        end = close + 1;
      }
    }
    return value;
  }

  private Value first(String name) {
    if (!name.isEmpty() && !isNumber(name)) {
      Value named = arguments.named().get(name);
      if (named == null) {
        throw Fault.failed("'" + name + "'");
      }
      return named;
    }
    if (name.isEmpty() ? automatic < 0 : automatic > 0) {
      throw Fault.failed(
          "cannot switch between manual field specification and automatic field numbering");
    }
    long index = name.isEmpty() ? automatic++ : number(name);
    automatic = name.isEmpty() ? automatic : -1;
    if (index >= arguments.positional().size()) {
      throw Fault.failed("Replacement index " + index + " out of range for positional args tuple");
    }
    return arguments.positional().get((int) index);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static long number(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
  }
}
