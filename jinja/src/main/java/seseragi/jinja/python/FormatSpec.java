package seseragi.jinja.python;

import java.math.BigInteger;
import java.util.Locale;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/**
 * How one value is laid out: Python's format specification mini-language ({@code
 * [[fill]align][sign][#][0][width][grouping][.precision][type]}).
 *
 * @param align one of {@code < > ^ =}, or 0 for the type's own
 * @param sign one of {@code + -} and space
 * @param alternate the flag {@code #}
 * @param grouping a comma, an underscore, or 0
 * @param precision -1 when absent
 * @param type 0 when absent
 */
record FormatSpec(
    int fill,
    char align,
    char sign,
    boolean alternate,
    int width,
    char grouping,
    int precision,
    char type) {
  private static final int MAX_NUMBER = 1 << 30;
  private static final int MAX_PRECISION = 4096;

  static FormatSpec parse(String spec) {
    Reader in = new Reader(spec);
    int fill = ' ';
    char align = 0;
    int second = spec.isEmpty() ? 0 : Character.charCount(spec.codePointAt(0));
    boolean explicitFill =
        second > 0 && second < spec.length() && "<>^=".indexOf(spec.charAt(second)) >= 0;
    if (explicitFill) {
      fill = spec.codePointAt(0);
      align = spec.charAt(second);
      in.next = second + 1;
    } else {
      align = in.any("<>^=");
    }
    char sign = in.any("+- ");
    boolean alternate = in.any("#") != 0;
    if (in.peek() == '0') {
      in.next++;
      fill = explicitFill ? fill : '0';
      align = align == 0 ? '=' : align;
    }
    int width = in.number(0);
    char grouping = in.any(",_");
    int precision = in.any(".") != 0 ? in.number(-1) : -1;
    char type = in.any("bcdeEfFgGnosxX%");
    if (in.next < spec.length()) {
      throw Fault.failed("Invalid format specifier '" + spec + "'");
    }
    return new FormatSpec(
        fill, align, sign == 0 ? '-' : sign, alternate, width, grouping, precision, type);
  }

  /** Reads a specification from left to right. */
  private static final class Reader {
    private final String text;
    private int next;

    Reader(String text) {
      this.text = text;
    }

    char peek() {
      return next < text.length() ? text.charAt(next) : 0;
    }

    char any(String choices) {
      char c = peek();
      if (c == 0 || choices.indexOf(c) < 0) {
        return 0;
      }
      next++;
      return c;
    }

    int number(int absent) {
      int start = next;
      long value = 0;
      while (peek() >= '0' && peek() <= '9') {
        value = Math.min(value * 10 + peek() - '0', MAX_NUMBER);
        next++;
      }
      if (start == next && absent < 0) {
        throw Fault.failed("Format specifier missing precision");
      }
      return (int) value;
    }
  }

  /** {@code format(value, spec)}. */
  Str apply(Value value, Budget budget) {
    return switch (value) {
      case Bool b when type == 0 && width == 0 -> Printer.str(b, budget);
      case Num n -> Str.template(number(n, budget));
      case Str s -> string(s, budget);
      case Undefined u -> string(Str.EMPTY, budget);
      default ->
          throw Fault.failed(
              "unsupported format string passed to " + value.typeName() + ".__format__");
    };
  }

  private Str string(Str text, Budget budget) {
    if (type != 0 && type != 's') {
      throw Fault.failed("Unknown format code '" + type + "' for object of type 'str'");
    }
    if (align == '=') {
      throw Fault.failed("'=' alignment not allowed in string format specifier");
    }
    boolean cut = precision >= 0 && precision < text.length();
    return pad(cut ? text.part(0, text.offset(precision)) : text, align == 0 ? '<' : align, budget);
  }

  /** The text in the middle of {@code width} characters. */
  Str pad(Str text, char alignment, Budget budget) {
    int missing = width - text.length();
    if (missing <= 0) {
      return text;
    }
    budget.output(width);
    budget.text(width);
    budget.scan(width);
    int left = alignment == '<' ? 0 : alignment == '^' ? missing / 2 : missing;
    String filler = Character.toString(fill);
    return new TextBuilder()
        .append(filler.repeat(left), true)
        .append(text)
        .append(filler.repeat(missing - left), true)
        .toStr();
  }

  String number(Num value, Budget budget) {
    if (precision > MAX_PRECISION) {
      throw Fault.failed("precision too big");
    }
    checkType(value);
    boolean real = value instanceof Real || (type != 0 && "eEfFgG%".indexOf(type) >= 0);
    String digits = real ? realDigits(value.asDouble()) : integerDigits(value.asBigInteger());
    int groupSize = !real && type != 0 && "boxX".indexOf(type) >= 0 ? 4 : 3;
    boolean negative = digits.startsWith("-");
    String prefix = negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
    digits = negative ? digits.substring(1) : digits;
    if (alternate && !real && type != 0 && "boxX".indexOf(type) >= 0) {
      prefix += "0" + type;
    }
    char alignment = align == 0 ? '>' : align;
    budget.output(width);
    budget.text(width);
    if (alignment == '=' && fill == '0') {
      return prefix
          + group("0".repeat(missingZeros(digits, prefix.length(), groupSize)) + digits, groupSize);
    }
    String grouped = group(digits, groupSize);
    if (alignment == '=') {
      int missing = Math.max(0, width - prefix.length() - grouped.length());
      return prefix + Character.toString(fill).repeat(missing) + grouped;
    }
    return pad(Str.template(prefix + grouped), alignment, budget).text();
  }

  /** How many zeros before the digits fill the width, separators between them counted. */
  private int missingZeros(String digits, int prefix, int groupSize) {
    int whole = wholeEnd(digits);
    int rest = digits.length() - whole + prefix;
    int zeros = 0;
    while (whole + zeros + rest + (grouping == 0 ? 0 : (whole + zeros - 1) / groupSize) < width) {
      zeros++;
    }
    return zeros;
  }

  /** Where the digits before the point or exponent end. */
  private static int wholeEnd(String digits) {
    int end = 0;
    while (end < digits.length() && Character.digit(digits.charAt(end), 16) >= 0) {
      end++;
    }
    int exponent = digits.indexOf('e');
    return exponent >= 0 && exponent < end && digits.indexOf('+') == exponent + 1 ? exponent : end;
  }

  private void checkType(Num value) {
    boolean unknown =
        type == 's' || (value instanceof Real && type != 0 && "bcdoxX".indexOf(type) >= 0);
    if (unknown) {
      throw Fault.failed(
          "Unknown format code '" + type + "' for object of type '" + value.typeName() + "'");
    }
    if (precision >= 0 && !(value instanceof Real) && (type == 0 || "bcdoxXn".indexOf(type) >= 0)) {
      throw Fault.failed("Precision not allowed in integer format specifier");
    }
  }

  private String integerDigits(BigInteger value) {
    int radix = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
    if (type == 'c') {
      int codePoint = value.bitLength() > 21 ? -1 : value.intValue();
      if (!Character.isValidCodePoint(codePoint)) {
        throw Fault.failed("%c arg not in range(0x110000)");
      }
      return Character.toString(codePoint);
    }
    String digits = radix == 10 ? Numbers.repr(value) : value.toString(radix);
    return type == 'X' ? digits.toUpperCase(Locale.ROOT) : digits;
  }

  private String realDigits(double value) {
    if (!Double.isFinite(value)) {
      String name = Numbers.repr(value);
      return Character.isUpperCase(type) ? name.toUpperCase(Locale.ROOT) : name;
    }
    int digits = precision < 0 ? 6 : precision;
    String plain =
        switch (type) {
          case 'f', 'F' -> Decimals.fixed(value, digits);
          case '%' -> Decimals.fixed(value * 100, digits) + "%";
          case 'e', 'E' -> Decimals.scientific(value, digits);
          case 'g', 'G', 'n' -> Decimals.general(value, digits, alternate);
          default ->
              precision < 0
                  ? Numbers.repr(value)
                  : Decimals.withPoint(Decimals.general(value, digits, false));
        };
    return Character.isUpperCase(type) ? plain.toUpperCase(Locale.ROOT) : plain;
  }

  private String group(String digits, int size) {
    if (grouping == 0) {
      return digits;
    }
    StringBuilder grouped = new StringBuilder(digits);
    for (int i = wholeEnd(digits) - size; i > 0; i -= size) {
      grouped.insert(i, grouping);
    }
    return grouped.toString();
  }
}
