package seseragi.jinja.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Locale;
import seseragi.jinja.value.BigInt;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Num;

/** How Python writes and reads numbers. */
public final class Numbers {
  /** Most digits that Python converts between text and integer. */
  private static final int MAX_DIGITS = 4300;

  private Numbers() {}

  /** {@code repr(float)}: the shortest digits that read back the same. */
  public static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = shortest(value);
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    return scientific(shortest.unscaledValue(), exponent);
  }

  /** Java writes at least two digits, Python one where that is enough: 5e-324. */
  private static BigDecimal shortest(double value) {
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (digits.precision() == 2) {
      BigDecimal one = digits.round(new MathContext(1));
      return one.doubleValue() == value ? one : digits;
    }
    return digits;
  }

  private static String scientific(BigInteger unscaled, int exponent) {
    String digits = unscaled.abs().toString();
    String sign = unscaled.signum() < 0 ? "-" : "";
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return sign + digits.charAt(0) + fraction + exponent(exponent);
  }

  /** {@code e+16}, {@code e-07}. */
  static String exponent(int exponent) {
    String digits = Integer.toString(Math.abs(exponent));
    return (exponent < 0 ? "e-" : "e+") + (digits.length() < 2 ? "0" : "") + digits;
  }

  public static String repr(BigInteger value) {
    if (value.bitLength() > MAX_DIGITS * 3) { // below that it has surely fewer digits
      String digits = value.toString();
      if (digits.length() > MAX_DIGITS + 1) {
        throw Fault.failed(
            "Exceeds the limit (" + MAX_DIGITS + " digits) for integer string conversion");
      }
      return digits;
    }
    return value.toString();
  }

  /**
   * {@code int(text, base)}.
   *
   * @param base 2 to 36, or 0 to read it from the prefix
   * @throws NumberFormatException where Python raises ValueError
   */
  public static Num parseInt(String text, int base) {
    String digits = ascii(text);
    boolean negative = digits.startsWith("-");
    digits = negative || digits.startsWith("+") ? digits.substring(1) : digits;
    int prefix =
        digits.startsWith("0x")
            ? 16
            : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 0;
    boolean prefixed = prefix != 0 && (base == 0 || base == prefix);
    digits = prefixed ? digits.substring(digits.startsWith("_", 2) ? 3 : 2) : digits;
    int radix = prefixed ? prefix : base == 0 ? 10 : base;
    boolean signed = digits.startsWith("-") || digits.startsWith("+");
    if (signed || digits.length() > MAX_DIGITS) {
      throw new NumberFormatException(digits);
    }
    BigInteger value = new BigInteger(withoutUnderscores(digits), radix);
    return BigInt.of(negative ? value.negate() : value);
  }

  /** Without white space around, in lower case, other scripts' digits as 0 to 9. */
  private static String ascii(String text) {
    StringBuilder out = new StringBuilder(text.strip().toLowerCase(Locale.ROOT));
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c >= 0x80 && Character.isDigit(c)) {
        out.setCharAt(i, Character.forDigit(Character.digit(c, 10), 10));
      }
    }
    return out.toString();
  }

  /** Single ones are allowed between two digits. */
  private static String withoutUnderscores(String digits) {
    for (int at = digits.indexOf('_'); at >= 0; at = digits.indexOf('_', at + 1)) {
      boolean between =
          at > 0
              && at + 1 < digits.length()
              && Character.digit(digits.charAt(at - 1), 36) >= 0
              && Character.digit(digits.charAt(at + 1), 36) >= 0;
      if (!between) {
        throw new NumberFormatException(digits);
      }
    }
    return digits.replace("_", "");
  }

  /**
   * {@code float(text)}.
   *
   * @throws NumberFormatException where Python raises ValueError
   */
  public static double parseFloat(String text) {
    String number = ascii(text);
    int sign = number.startsWith("-") || number.startsWith("+") ? 1 : 0;
    return switch (number.substring(sign)) {
      case "inf", "infinity" ->
          number.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> {
        if (!number.chars().allMatch(c -> "0123456789._e+-".indexOf(c) >= 0)) {
          throw new NumberFormatException(number); // the JVM would read more, such as 0x1p3 and 1d
        }
        yield Double.parseDouble(withoutUnderscores(number));
      }
    };
  }
}
