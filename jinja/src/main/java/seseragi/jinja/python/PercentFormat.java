package seseragi.jinja.python;

import java.util.List;
import seseragi.jinja.value.BigInt;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.Num;
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
    budget.text(text.length());
    budget.scan(text.length());
    while (next < text.length()) {
      int percent = text.indexOf('%', next);
      int end = percent < 0 ? text.length() : percent;
      out.append(format, next, end);
      next = end + 1;
      if (percent >= 0) {
        conversion();
      }
    }
    if (used < argumentCount()
        && !(arguments instanceof DictValue)
        && !(arguments instanceof ListValue)) {
      throw Fault.failed("not all arguments converted during string formatting");
    }
    return out.toStr(format.isMarkup());
  }

  private int argumentCount() {
    return arguments instanceof TupleValue t ? t.items().size() : 1;
  }

  private void conversion() {
    budget.steps(1);
    Value named = peek() == '(' ? namedArgument() : null;
    String flags = flags();
    int width = number();
    boolean left = flags.indexOf('-') >= 0 || width < 0;
    int precision = -1;
    if (peek() == '.') {
      next++;
      precision = Math.max(0, number());
    }
    while ("hlL".indexOf(peek()) >= 0 && peek() != 0) {
      next++;
    }
    char type = take();
    if (type == '%') {
      out.append("%", true);
      return;
    }
    Value value = named != null ? named : nextArgument();
    boolean zero = flags.indexOf('0') >= 0 && !left;
    char sign = flags.indexOf('+') >= 0 ? '+' : flags.indexOf(' ') >= 0 ? ' ' : '-';
    boolean alternate = flags.indexOf('#') >= 0;
    FormatSpec layout =
        new FormatSpec(
            ' ', left ? '<' : '>', sign, alternate, Math.abs(width), (char) 0, precision, type);
    convert(value, type, layout, zero);
  }

  private void convert(Value value, char type, FormatSpec layout, boolean zero) {
    switch (type) {
      case 's' -> string(Printer.str(value, budget), layout);
      case 'r' -> string(Str.input(Printer.repr(value, budget)), layout);
      case 'a' -> string(Str.input(JsonWriter.ascii(Printer.repr(value, budget))), layout);
      case 'c' -> string(character(value), layout);
      case 'd', 'i', 'u', 'o', 'x', 'X' -> integer(value, type, layout, zero);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> {
        if (!(value instanceof Num n)) {
          throw value instanceof Undefined u
              ? u.used()
              : Fault.failed("must be real number, not " + value.typeName());
        }
        emit(zeroed(layout, zero).number(n, budget));
      }
      default -> throw Fault.failed("unsupported format character '" + type + "'");
    }
  }

  private void string(Str text, FormatSpec layout) {
    Str escaped = format.isMarkup() ? Markup.escape(text, budget) : text;
    boolean cut = layout.precision() >= 0 && layout.precision() < escaped.length();
    Str shown = cut ? escaped.part(0, escaped.offset(layout.precision())) : escaped;
    Str padded = layout.pad(shown, layout.align(), budget);
    budget.text(padded.text().length());
    budget.scan(padded.text().length());
    budget.output(out.length());
    out.append(padded);
  }

  private static Str character(Value value) {
    if (value instanceof Str s && s.length() == 1) {
      return s;
    }
    long codePoint = Types.index(value);
    if (codePoint < 0 || codePoint > Character.MAX_CODE_POINT) {
      throw Fault.failed("%c arg not in range(0x110000)");
    }
    return Str.template(Character.toString((int) codePoint));
  }

  private void integer(Value value, char type, FormatSpec layout, boolean zero) {
    Num number =
        switch (value) {
          case Int i -> i;
          case Bool b -> Arithmetic.plus(b);
          case BigInt b -> b;
          case Real r when "diu".indexOf(type) >= 0 -> BigInt.of(r.asBigInteger());
          case Undefined u -> throw u.used();
          default ->
              throw Fault.failed(
                  "%" + type + " format: a number is required, not " + value.typeName());
        };
    char shownAs = type == 'i' || type == 'u' ? 'd' : type;
    FormatSpec digits =
        new FormatSpec(
            '0',
            '=',
            layout.sign(),
            layout.alternate(),
            withSign(number, layout),
            (char) 0,
            -1,
            shownAs);
    if (layout.precision() >= 0) {
      emit(layout.pad(Str.template(digits.number(number, budget)), layout.align(), budget).text());
    } else {
      FormatSpec plain =
          new FormatSpec(
              ' ',
              layout.align(),
              layout.sign(),
              layout.alternate(),
              layout.width(),
              (char) 0,
              -1,
              shownAs);
      emit(zeroed(plain, zero).number(number, budget));
    }
  }

  /** The width that gives as many digits as the precision asks for. */
  private static int withSign(Num number, FormatSpec layout) {
    boolean signed = layout.sign() != '-' || number.asBigInteger().signum() < 0;
    return layout.precision() + (signed ? 1 : 0);
  }

  private static FormatSpec zeroed(FormatSpec layout, boolean zero) {
    return zero
        ? new FormatSpec(
            '0',
            '=',
            layout.sign(),
            layout.alternate(),
            layout.width(),
            (char) 0,
            layout.precision(),
            layout.type())
        : layout;
  }

  private void emit(String text) {
    out.append(text, true);
  }

  private Value namedArgument() {
    int close = format.text().indexOf(')', next);
    if (close < 0) {
      throw Fault.failed("incomplete format key");
    }
    if (!(arguments instanceof DictValue dict)) {
      throw Fault.failed("format requires a mapping");
    }
    String name = format.text().substring(next + 1, close);
    Value value = dict.entries().get(Str.template(name));
    if (value == null) {
      throw Fault.failed("'" + name + "'");
    }
    next = close + 1;
    return value;
  }

  private Value nextArgument() {
    if (arguments instanceof TupleValue t) {
      List<Value> items = t.items();
      if (used < items.size()) {
        return items.get(used++);
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
      return (int) Math.clamp(Types.index(nextArgument()), -(1L << 30), 1L << 30);
    }
    long value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.min(value * 10 + take() - '0', 1L << 30);
    }
    return (int) value;
  }

  private char peek() {
    return next < format.text().length() ? format.text().charAt(next) : 0;
  }

  private char take() {
    if (next >= format.text().length()) {
      throw Fault.failed("incomplete format");
    }
    return format.text().charAt(next++);
  }
}
