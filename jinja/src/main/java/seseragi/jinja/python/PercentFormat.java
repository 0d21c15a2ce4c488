package seseragi.jinja.python;

import java.util.List;
import seseragi.jinja.value.BigInt;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.Origin;
import seseragi.jinja.value.RangeValue;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Python's {@code text % arguments}; keeps who wrote the text and each inserted piece. */
public final class PercentFormat {
  private final Str format;
  private final Value arguments;
  private final Budget budget;
  private final TextBuilder out = new TextBuilder();
  private int next; // char offset in the format
  private int used; // arguments taken by position

  private PercentFormat(Str format, Value arguments, Budget budget) {
    this.format = format;
    this.arguments = arguments;
    this.budget = budget;
  }

  public static Str format(Str format, Value arguments, Budget budget) {
    return new PercentFormat(format, arguments, budget).run();
  }

  private Str run() {
    String text = format.text();
    budget.copy(text.length());
    while (next < text.length()) {
      int percent = text.indexOf('%', next);
      int end = percent < 0 ? text.length() : percent;
      out.append(format, next, end);
      next = end + 1;
      if (percent >= 0) {
        conversion();
      }
    }
    List<Value> given = arguments instanceof TupleValue t ? t.items() : List.of(arguments);
    if (used < given.size() && !isMapping()) {
      throw Fault.failed("not all arguments converted during string formatting");
    }
    return out.toStr(format.isMarkup());
  }

  /** What Python takes for a mapping here, which may be left unused. */
  private boolean isMapping() {
    return arguments instanceof DictValue
        || arguments instanceof ListValue
        || arguments instanceof RangeValue
        || arguments instanceof Undefined;
  }

  private void conversion() {
    budget.steps(1);
    if (peek() == '%') {
      out.append(format, next, ++next);
      return;
    }
    Value named = peek() == '(' ? namedArgument() : null;
    String flags = flags();
    int width = number();
    int precision = -1;
    if (peek() == '.') {
      next++;
      precision = Math.max(0, number());
    }
    if (peek() == 'h' || peek() == 'l' || peek() == 'L') {
      next++;
    }
    char type = take();
    Value value = named != null ? named : nextArgument();
    boolean left = flags.indexOf('-') >= 0 || width < 0;
    boolean zero = flags.indexOf('0') >= 0 && !left && "diuoxXeEfFgG".indexOf(type) >= 0;
    FormatSpec layout =
        new FormatSpec(
            zero ? '0' : ' ',
            left ? '<' : zero ? '=' : '>',
            flags.indexOf('+') >= 0 ? '+' : flags.indexOf(' ') >= 0 ? ' ' : 0,
            false,
            flags.indexOf('#') >= 0,
            Math.abs(width),
            (char) 0,
            precision,
            type);
    Str piece = convert(value, type, layout);
    budget.copy(piece.text().length());
    out.append(format.origin() == Origin.TEMPLATE ? piece : piece.asInput());
    budget.output(out.length());
  }

  private Str convert(Value value, char type, FormatSpec layout) {
    return switch (type) {
      case 's' -> string(Printer.str(value, budget), layout);
      case 'r' -> string(Str.input(Printer.repr(value, budget)), layout);
      case 'a' -> string(Str.input(Printer.ascii(value, budget)), layout);
      case 'c' -> layout.pad(character(value), layout.align(), budget);
      case 'd', 'i', 'u', 'o', 'x', 'X' -> layout.number(integer(value, type), budget);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> layout.number(Types.number(value), budget);
      default -> throw Fault.failed("unsupported format character '" + type + "'");
    };
  }

  private Str string(Str text, FormatSpec layout) {
    Str shown = format.isMarkup() ? Markup.escape(text, budget) : text;
    return layout.pad(layout.cut(shown), layout.align(), budget);
  }

  private static Str character(Value value) {
    return value instanceof Str s && s.length() == 1
        ? s
        : Str.ofCodePoint(Math.clamp(Types.index(value), -1, Integer.MAX_VALUE));
  }

  private static Num integer(Value value, char type) {
    boolean real = value instanceof Real && "diu".indexOf(type) >= 0;
    return real ? BigInt.of(((Real) value).asBigInteger()) : BigInt.of(Types.integer(value));
  }

  private Value namedArgument() {
    int close = next;
    int open = 0;
    do {
      open += peek(close) == '(' ? 1 : peek(close) == ')' ? -1 : 0;
      if (close >= format.text().length()) {
        throw Fault.failed("incomplete format key");
      }
      close++;
    } while (open > 0);
    if (!(arguments instanceof DictValue dict)) {
      throw Fault.failed("format requires a mapping");
    }
    String name = format.text().substring(next + 1, close - 1);
    Value value = dict.entries().get(Str.template(name));
    if (value == null) {
      throw Fault.failed("'" + name + "'");
    }
    next = close;
    return value;
  }

  private Value nextArgument() {
    if (arguments instanceof TupleValue t) {
      if (used < t.items().size()) {
        return t.items().get(used++);
      }
    } else if (used++ == 0) {
      return arguments;
    }
    throw Fault.failed("not enough arguments for format string");
  }

  private String flags() {
    int start = next;
    while (peek() != 0 && "#0- +".indexOf(peek()) >= 0) {
      next++;
    }
    return format.text().substring(start, next);
  }

  private int number() {
    if (peek() == '*') {
      next++;
      return Math.clamp(Types.index(nextArgument()), -FormatSpec.MAX_NUMBER, FormatSpec.MAX_NUMBER);
    }
    long value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.min(value * 10 + take() - '0', FormatSpec.MAX_NUMBER);
    }
    return (int) value;
  }

  private char peek() {
    return peek(next);
  }

  private char peek(int at) {
    return at < format.text().length() ? format.text().charAt(at) : 0;
  }

  private char take() {
    if (next >= format.text().length()) {
      throw Fault.failed("incomplete format");
    }
    return format.text().charAt(next++);
  }
}
