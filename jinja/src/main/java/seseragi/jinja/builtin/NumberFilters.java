package seseragi.jinja.builtin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import seseragi.jinja.python.Arithmetic;
import seseragi.jinja.python.Decimals;
import seseragi.jinja.python.Numbers;
import seseragi.jinja.python.PercentFormat;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.BigInt;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Filters that make or change numbers. */
final class NumberFilters {
  private NumberFilters() {}

  static Value absolute(Value input) {
    return Arithmetic.absolute(Types.number(input));
  }

  /**
   * Text is read as an integer in the base, else as a decimal number that is cut; else the
   * fallback.
   */
  static Value toInt(Value input, Value fallback, long base) {
    return switch (input) {
      case Str s -> readInt(s.text(), fallback, base);
      case Real r when Double.isNaN(r.value()) -> fallback;
      case Num n -> BigInt.of(n.asBigInteger());
      case Undefined u -> throw u.used();
      default -> fallback;
    };
  }

  private static Value readInt(String text, Value fallback, long base) {
    boolean usable = base == 0 || (base >= 2 && base <= 36);
    try {
      return Numbers.parseInt(usable ? text : "", (int) base);
    } catch (NumberFormatException notAnInteger) {
      Value real = toFloat(Str.input(text), fallback);
      boolean finite = real instanceof Real r && Double.isFinite(r.value());
      return finite ? BigInt.of(((Real) real).asBigInteger()) : fallback;
    }
  }

  static Value toFloat(Value input, Value fallback) {
    return switch (input) {
      case Str s -> {
        try {
          yield new Real(Numbers.parseFloat(s.text()));
        } catch (NumberFormatException notANumber) {
          yield fallback;
        }
      }
      case Num n -> new Real(n.asDouble());
      case Undefined u -> throw u.used();
      default -> fallback;
    };
  }

  static Value round(Value input, long precision, String method) {
    Num number = Types.number(input);
    int digits = Math.clamp(precision, -1000, 1000);
    return switch (method) {
      case "common" ->
          number instanceof Real r
              ? new Real(Decimals.round(r.value(), digits))
              : roundInteger(number.asBigInteger(), digits);
      case "ceil", "floor" -> {
        Num scale = Arithmetic.power(new Int(10), new Int(digits));
        double scaled = Arithmetic.multiply(number, scale).asDouble();
        double whole = method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled);
        yield Arithmetic.divide(BigInt.of(new Real(whole).asBigInteger()), scale);
      }
      default -> throw Fault.failed("method must be common, ceil or floor");
    };
  }

  private static Value roundInteger(BigInteger value, int digits) {
    return BigInt.of(
        new BigDecimal(value).setScale(Math.min(digits, 0), RoundingMode.HALF_EVEN).toBigInteger());
  }

  /** {@code 13 kB}, {@code 4.1 MiB}. */
  static Value fileSize(Value input, boolean binary, Budget budget) {
    Num number = Types.number(toFloat(input, input));
    double bytes = number.asDouble();
    double base = binary ? 1024 : 1000;
    if (bytes < base) {
      return Str.template(bytes == 1 ? "1 Byte" : number.asBigInteger() + " Bytes");
    }
    int power = 1;
    while (power < 8 && !(bytes < Math.pow(base, power + 1))) {
      power++;
    }
    Value size = new Real(base * bytes / Math.pow(base, power + 1));
    String unit = (binary ? "KMGTPEZY" : "kMGTPEZY").charAt(power - 1) + (binary ? "iB" : "B");
    return PercentFormat.format(Str.template("%.1f " + unit), size, budget);
  }
}
