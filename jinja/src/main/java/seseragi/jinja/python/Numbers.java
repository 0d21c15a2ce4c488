package seseragi.jinja.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Locale;
import java.util.OptionalDouble;
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
    String digits = text.strip().toLowerCase(Locale.ROOT);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = prefixRadix(digits);
    boolean prefixed = radix != 0 && (base == 0 || base == radix);
    if (prefixed) {
      digits = digits.substring(2);
      if (digits.startsWith("_")) {
        digits = digits.substring(1);
      }
    } else {
      radix = base == 0 ? 10 : base;
    }
    checkDigits(digits, radix);
    BigInteger value = new BigInteger(digits.replace("_", ""), radix);
    return BigInt.of(negative ? value.negate() : value);
  }

  private static int prefixRadix(String digits) {
    if (digits.length() < 2 || digits.charAt(0) != '0') {
      return 0;
    }
    return switch (digits.charAt(1)) {
      case 'x' -> 16;
      case 'o' -> 8;
      case 'b' -> 2;
      default -> 0;
    };
  }

  private static void checkDigits(String digits, int radix) {
    boolean wasDigit = false;
    for (int i = 0; i < digits.length(); i++) {
      boolean digit = Character.digit(digits.charAt(i), radix) >= 0;
      if (!digit && !(digits.charAt(i) == '_' && wasDigit)) {
        throw new NumberFormatException(digits);
      }
      wasDigit = digit;
    }
    if (!wasDigit || digits.length() > MAX_DIGITS) {
      throw new NumberFormatException(digits);
    }
  }

  /** {@code float(text)}, or empty where Python raises ValueError. */
  public static OptionalDouble parseFloat(String text) {
    String trimmed = text.strip().toLowerCase(Locale.ROOT);
    String unsigned =
        trimmed.startsWith("-") || trimmed.startsWith("+") ? trimmed.substring(1) : trimmed;
    double sign = trimmed.startsWith("-") ? -1 : 1;
    if (unsigned.equals("inf") || unsigned.equals("infinity")) {
      return OptionalDouble.of(sign * Double.POSITIVE_INFINITY);
    }
    if (unsigned.equals("nan")) {
      return OptionalDouble.of(Double.NaN);
    }
    if (!isDecimal(unsigned)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(sign * Double.parseDouble(unsigned.replace("_", "")));
  }

  /** Digits with an optional point and exponent, underscores between digits only. */
  private static boolean isDecimal(String text) {
    boolean digits = false;
    boolean point = false;
    boolean exponent = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isDigit(c)) {
        digits = true;
      } else if (c == '.' && !point && !exponent) {
        point = true;
      } else if (c == 'e' && digits && !exponent) {
        exponent = true;
        digits = false;
        i +=
            i + 1 < text.length() && (text.charAt(i + 1) == '-' || text.charAt(i + 1) == '+')
                ? 1
                : 0;
      } else if (c != '_' || i == 0 || !isDigit(text.charAt(i - 1)) || !isDigitAt(text, i + 1)) {
        return false;
      }
    }
    return digits;
  }

  private static boolean isDigitAt(String text, int index) {
    return index < text.length() && isDigit(text.charAt(index));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
