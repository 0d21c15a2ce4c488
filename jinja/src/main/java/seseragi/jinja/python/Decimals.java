package seseragi.jinja.python;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A double in decimal digits, rounded half to even from its exact value, as C's {@code printf}
 * does.
 */
public final class Decimals {
  private Decimals() {}

  /** Conversion {@code f}. */
  public static String fixed(double value, int digits) {
    String text =
        new BigDecimal(value).abs().setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return signed(value, text);
  }

  /** Conversion {@code e}. */
  static String scientific(double value, int digits) {
    if (value == 0) {
      return signed(value, "0" + (digits > 0 ? "." + "0".repeat(digits) : "") + "e+00");
    }
    BigDecimal rounded =
        new BigDecimal(value).abs().round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    String unscaled = rounded.unscaledValue().toString();
    int exponent = rounded.precision() - rounded.scale() - 1;
    String padded = unscaled + "0".repeat(Math.max(0, digits + 1 - unscaled.length()));
    String fraction = digits > 0 ? "." + padded.substring(1, digits + 1) : "";
    return signed(value, padded.charAt(0) + fraction + Numbers.exponent(exponent));
  }

  /** Conversion {@code g}. */
  static String general(double value, int digits, boolean keepZeros) {
    int precision = Math.max(1, digits);
    String scientific = scientific(value, precision - 1);
    int exponent = Integer.parseInt(scientific.substring(scientific.indexOf('e') + 1));
    if (exponent < -4 || exponent >= precision) {
      int e = scientific.indexOf('e');
      String mantissa = scientific.substring(0, e);
      return (keepZeros ? mantissa : trimZeros(mantissa)) + scientific.substring(e);
    }
    String fixed = fixed(value, precision - 1 - exponent);
    return keepZeros ? fixed : trimZeros(fixed);
  }

  private static String trimZeros(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  /** So that it reads as a real: a point is added to whole numbers. */
  static String withPoint(String text) {
    return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
  }

  /** {@code round(value, digits)}. */
  public static double round(double value, int digits) {
    if (!Double.isFinite(value) || digits > 330) {
      return value;
    }
    double rounded =
        new BigDecimal(value)
            .setScale(Math.max(digits, -330), RoundingMode.HALF_EVEN)
            .doubleValue();
    return Math.copySign(rounded, value);
  }

  private static String signed(double value, String text) {
    return value < 0 || (value == 0 && 1 / value < 0) ? "-" + text : text;
  }
}
