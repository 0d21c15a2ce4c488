package seseragi.jinja.python;

import java.math.BigInteger;
import java.util.Locale;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.Value;

/**
 * How one value is laid out: Python's format specification mini-language ({@code
 * [[fill]align][sign][z][#][0][width][grouping][.precision][type]}), which {@code %} formatting
 * uses too.
 *
 * @param align one of {@code < > ^ =}, or 0 for the type's own
 * @param sign one of {@code + -} and space, or 0
 * @param plainZero the flag {@code z}: no sign before a rounded zero
 * @param alternate the flag {@code #}
 * @param grouping a comma, an underscore, or 0
 * @param precision -1 when absent
 * @param type 0 when absent
 */
record FormatSpec(
    int fill,
    char align,
    char sign,
    boolean plainZero,
    boolean alternate,
    int width,
    char grouping,
    int precision,
    char type) {
  static final int MAX_NUMBER = 1 << 30;
  private static final int MAX_PRECISION = 4096;

  /** Reads a specification for a number, or for a text. */
  static FormatSpec parse(String spec, boolean number) {
    Reader in = new Reader(spec);
    int second = Character.charCount(spec.codePointAt(0));
    boolean filled = second < spec.length() && "<>^=".indexOf(spec.charAt(second)) >= 0;
    in.next = filled ? second : 0;
    char align = in.any("<>^=");
    char sign = in.any("+- ");
    boolean plainZero = in.any("z") != 0;
    boolean alternate = in.any("#") != 0;
    boolean zero = !filled && in.any("0") != 0;
    int width = in.number(0);
    char grouping = in.any(",_");
    int precision = in.any(".") != 0 ? in.number(-1) : -1;
    char type = in.any("bcdeEfFgGnosxX%");
    String groupable = grouping == '_' ? "deEfFgG%boxX" : "deEfFgG%";
    if (in.next < spec.length() || (grouping != 0 && type != 0 && groupable.indexOf(type) < 0)) {
      throw Fault.failed("Invalid format specifier '" + spec + "'");
    }
    int fill = filled ? spec.codePointAt(0) : zero ? '0' : ' ';
    return new FormatSpec(
        fill,
        align == 0 && zero && number ? '=' : align,
        sign,
        plainZero,
        alternate,
        width,
        grouping,
        precision,
        type);
  }

  /** Reads a specification from left to right. */
  private static final class Reader {
    private final String text;
    private int next;

    Reader(String text) {
      this.text = text;
    }

    /** The next character if it is one of these, else 0. */
    char any(String choices) {
      boolean found = next < text.length() && choices.indexOf(text.charAt(next)) >= 0;
      return found ? text.charAt(next++) : 0;
    }

    int number(int absent) {
      int start = next;
      long value = 0;
      for (char c = any("0123456789"); c != 0; c = any("0123456789")) {
        value = Math.min(value * 10 + c - '0', MAX_NUMBER);
      }
      if (start == next && absent < 0) {
        throw Fault.failed("Format specifier missing precision");
      }
      return (int) value;
    }
  }

  /** {@code format(value, spec)} for a specification that is not empty. */
  static Str format(Value value, String spec, Budget budget) {
    return switch (value) {
      case Num n -> parse(spec, true).checked(n).number(n, budget);
      case Str s -> parse(spec, false).text(s, budget);
      default ->
          throw Fault.failed("unsupported format string passed to %s.__format__", value.typeName());
    };
  }

  private Str text(Str text, Budget budget) {
    if (type != 0 && type != 's') {
      throw Fault.failed("Unknown format code '%s' for object of type 'str'", type);
    }
    if (align == '=' || sign != 0 || alternate || plainZero || grouping != 0) {
      throw Fault.failed("'=', sign, '#', 'z', ',' and '_' are not for texts");
    }
    return pad(cut(text), align == 0 ? '<' : align, budget);
  }

  /** The first characters, as many as the precision says. */
  Str cut(Str text) {
    boolean longer = precision >= 0 && precision < text.length();
    return longer ? text.part(0, text.offset(precision)) : text;
  }

  /** The text among as many fillers as the width wants. */
  Str pad(Str text, char alignment, Budget budget) {
    int missing = width - text.length();
    if (missing <= 0) {
      return text;
    }
    budget.output(width);
    budget.copy(width);
    int left = alignment == '<' ? 0 : alignment == '^' ? missing / 2 : missing;
    String filler = Character.toString(fill);
    return new TextBuilder()
        .append(filler.repeat(left), true)
        .append(text)
        .append(filler.repeat(missing - left), true)
        .toStr();
  }

  private FormatSpec checked(Num value) {
    boolean real = value instanceof Real;
    if (type == 's' || (real && "bcdoxX".indexOf(type) >= 0)) {
      throw Fault.failed(
          "Unknown format code '%s' for object of type '%s'", type, value.typeName());
    }
    boolean integral = !real && "eEfFgG%".indexOf(type) < 0;
    if (integral && (precision >= 0 || plainZero)) {
      throw Fault.failed("Precision and 'z' not allowed in integer format specifier");
    }
    if (type == 'c' && (sign != 0 || alternate)) {
      throw Fault.failed("Sign and '#' not allowed with integer format specifier 'c'");
    }
    return this;
  }

  /** A number; the precision of an integer, which only {@code %} has, is its fewest digits. */
  Str number(Num value, Budget budget) {
    if (precision > MAX_PRECISION) {
      throw Fault.failed("precision too big");
    }
    budget.output(width);
    budget.text(2L * width);
    boolean real = value instanceof Real || "eEfFgG%".indexOf(type) >= 0;
    String digits = real ? real(Arithmetic.real(value)) : integer(value.asBigInteger());
    boolean zero = plainZero && digits.chars().noneMatch(c -> c >= '1' && c <= '9');
    String lead = isNegative(value) && !zero ? "-" : sign == 0 || sign == '-' ? "" : "" + sign;
    if (alternate && !real && "boxX".indexOf(type) >= 0) {
      lead += "0" + type;
    }
    int whole = real ? wholeEnd(digits) : digits.length();
    boolean zeros = align == '=' && fill == '0';
    int room = zeros ? width - lead.length() - (digits.length() - whole) : 0;
    String body = group(digits.substring(0, whole), room) + digits.substring(whole);
    String between =
        align == '='
            ? Character.toString(fill).repeat(Math.max(0, width - lead.length() - body.length()))
            : "";
    String text = lead + between + body;
    return pad(
        type == 'c' ? Str.input(text) : Str.template(text), align == 0 ? '>' : align, budget);
  }

  private static boolean isNegative(Num value) {
    return value instanceof Real r
        ? Double.doubleToLongBits(r.value()) < 0
        : value.asBigInteger().signum() < 0;
  }

  /** Where the digits before the point or exponent end. */
  private static int wholeEnd(String digits) {
    int end = 0;
    while (end < digits.length() && digits.charAt(end) >= '0' && digits.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private String integer(BigInteger value) {
    if (type == 'c') {
      return Str.ofCodePoint(value.bitLength() > 31 ? -1 : value.intValue()).text();
    }
    int radix = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
    BigInteger size = value.abs();
    String digits = radix == 10 ? Numbers.repr(size) : size.toString(radix);
    String padded = "0".repeat(Math.max(0, precision - digits.length())) + digits;
    return type == 'X' ? padded.toUpperCase(Locale.ROOT) : padded;
  }

  private String real(double value) {
    double size = Math.abs(value);
    String text = Double.isFinite(value) ? finite(size) : Numbers.repr(size);
    return Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private String finite(double size) {
    int digits = precision < 0 ? 6 : precision;
    int significant = Math.max(1, digits);
    return switch (type) {
      case 'f', 'F' -> Decimals.fixed(size, digits, alternate);
      case '%' -> Decimals.fixed(size * 100, digits, alternate) + "%";
      case 'e', 'E' -> Decimals.scientific(size, digits, alternate);
      case 'g', 'G', 'n' -> Decimals.general(size, significant, significant, alternate);
      default ->
          precision < 0
              ? shortest(Numbers.repr(size))
              : withPoint(Decimals.general(size, significant, significant - 1, alternate));
    };
  }

  private String shortest(String repr) {
    int e = repr.indexOf('e');
    boolean bare = alternate && e >= 0 && repr.indexOf('.') < 0;
    return bare ? repr.substring(0, e) + "." + repr.substring(e) : repr;
  }

  /** So that it reads as a real. */
  private static String withPoint(String text) {
    return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
  }

  /** Zeros before the digits until they fill the room, and separators between groups of them. */
  private String group(String digits, int room) {
    int size = type != 0 && "boxX".indexOf(type) >= 0 ? 4 : 3;
    int count = digits.length();
    while (count + (grouping == 0 || count == 0 ? 0 : (count - 1) / size) < room) {
      count++;
    }
    StringBuilder grouped = new StringBuilder(count).repeat('0', count - digits.length());
    grouped.append(digits);
    for (int i = count - size; i > 0 && grouping != 0; i -= size) {
      grouped.insert(i, grouping);
    }
    return grouped.toString();
  }
}
