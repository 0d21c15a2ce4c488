package seseragi.jinja.python;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A double that is not negative in decimal digits, rounded half to even from its exact value, as
 * C's {@code printf} does.
 */
public final class Decimals {
  private Decimals() {}

  /**
   * Conversion {@code f}.
   *
   * @param point whether there is a point even before no digits, here and below
   */
  static String fixed(double value, int digits, boolean point) {
    String text = new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return digits == 0 && point ? text + "." : text;
  }

  /** Conversion {@code e}. */
  static String scientific(double value, int digits, boolean point) {
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    String unscaled = rounded.unscaledValue().toString();
    int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String padded = unscaled + "0".repeat(Math.max(0, digits + 1 - unscaled.length()));
    String fraction = (digits > 0 || point ? "." : "") + padded.substring(1, digits + 1);
    return padded.charAt(0) + fraction + Numbers.exponent(exponent);
  }

  /**
   * Conversion {@code g}.
   *
   * @param limit the exponent from which on there is one
   * @param zeros whether the point and zeros at the end stay
   */
  static String general(double value, int digits, int limit, boolean zeros) {
    String scientific = scientific(value, digits - 1, zeros);
    int e = scientific.indexOf('e');
    int exponent = Integer.parseInt(scientific, e + 1, scientific.length(), 10);
    if (exponent < -4 || exponent >= limit) {
      String mantissa = scientific.substring(0, e);
      return (zeros ? mantissa : trimZeros(mantissa)) + scientific.substring(e);
    }
    String fixed = fixed(value, digits - 1 - exponent, zeros);
    return zeros ? fixed : trimZeros(fixed);
  }

  private static String trimZeros(String text) {
    int end = text.length();
    if (text.indexOf('.') >= 0) {
      while (text.charAt(end - 1) == '0') {
        end--;
      }
      end -= text.charAt(end - 1) == '.' ? 1 : 0;
    }
    return text.substring(0, end);
  }

  /** {@code round(value, digits)} of any double. */
  public static double round(double value, int digits) {
    if (!Double.isFinite(value) || digits > 330) {
      return value;
    }
    int scale = Math.max(digits, -330);
    double rounded = new BigDecimal(value).setScale(scale, RoundingMode.HALF_EVEN).doubleValue();
    return Math.copySign(rounded, value);
  }
}
