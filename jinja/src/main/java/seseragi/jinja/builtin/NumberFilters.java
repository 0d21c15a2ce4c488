package seseragi.jinja.builtin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.OptionalDouble;
import seseragi.jinja.python.Arithmetic;
import seseragi.jinja.python.Decimals;
import seseragi.jinja.python.Numbers;
import seseragi.jinja.python.Operators;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.BigInt;
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
    if (input instanceof Num n) {
      return Arithmetic.absolute(n);
    }
    throw Types.notA("number", input);
  }

  /**
   * Text is read as an integer in the base, else as a decimal number that is cut; else the
   * fallback.
   */
  static Value toInt(Value input, Value fallback, long base) {
    if (base != 0 && (base < 2 || base > 36)) {
      return fallback;
    }
    return switch (input) {
      case Str s -> readInt(s.text(), fallback, (int) base);
      case Num n -> BigInt.of(n.asBigInteger());
      case Undefined u -> throw u.used();
      default -> fallback;
    };
  }

  private static Value readInt(String text, Value fallback, int base) {
    try {
      return Numbers.parseInt(text, base);
    } catch (NumberFormatException notAnInteger) {
      OptionalDouble decimal = Numbers.parseFloat(text);
      boolean finite = decimal.isPresent() && Double.isFinite(decimal.getAsDouble());
      return finite ? BigInt.of(new Real(decimal.getAsDouble()).asBigInteger()) : fallback;
    }
  }

  static Value toFloat(Value input, Value fallback) {
    return switch (input) {
      case Str s -> {
        OptionalDouble value = Numbers.parseFloat(s.text());
        yield value.isPresent() ? new Real(value.getAsDouble()) : fallback;
      }
      case Num n -> new Real(n.asDouble());
      case Undefined u -> throw u.used();
      default -> fallback;
    };
  }

  static Value round(Value input, long precision, String method) {
    if (!(input instanceof Num number)) {
      throw Types.notA("number", input);
    }
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
        yield Operators.divide(new Real(whole), scale);
      }
      default -> throw Fault.failed("method must be common, ceil or floor");
    };
  }

  private static Value roundInteger(BigInteger value, int digits) {
    return BigInt.of(
        new BigDecimal(value).setScale(Math.min(digits, 0), RoundingMode.HALF_EVEN).toBigInteger());
  }

  /** {@code 13 kB}, {@code 4.1 MiB}. */
  static Value fileSize(Value input, boolean binary) {
    Value number = toFloat(input, Str.EMPTY);
    if (!(number instanceof Real r)) {
      throw Types.notA("number", input);
    }
    double bytes = r.value();
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return Str.template("1 Byte");
    }
    if (bytes < base) {
      return Str.template((long) bytes + " Bytes");
    }
    String prefixes = "kMGTPEZY";
    int power = 1;
    while (power < prefixes.length() && bytes >= Math.pow(base, power + 1)) {
      power++;
    }
    String unit = prefixes.substring(power - 1, power);
    unit = binary ? (power == 1 ? "K" : unit) + "iB" : unit + "B";
    return Str.template(Decimals.fixed(bytes / Math.pow(base, power), 1) + " " + unit);
  }
}
