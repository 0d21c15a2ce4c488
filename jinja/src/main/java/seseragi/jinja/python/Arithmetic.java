package seseragi.jinja.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import seseragi.jinja.value.BigInt;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.Real;

/**
 * Python's arithmetic on numbers: integers of any size, floor division, remainder with the sign of
 * the divisor.
 */
public final class Arithmetic {
  private static final long EXACT_IN_DOUBLE = 1L << 53;

  private Arithmetic() {}

  public static Num add(Num a, Num b) {
    if (a instanceof Int x && b instanceof Int y) {
      long sum = x.value() + y.value();
      if (((x.value() ^ sum) & (y.value() ^ sum)) >= 0) {
        return new Int(sum);
      }
    }
    return anyReal(a, b)
        ? new Real(real(a) + real(b))
        : BigInt.of(a.asBigInteger().add(b.asBigInteger()));
  }

  public static Num subtract(Num a, Num b) {
    if (a instanceof Int x && b instanceof Int y) {
      long difference = x.value() - y.value();
      if (((x.value() ^ y.value()) & (x.value() ^ difference)) >= 0) {
        return new Int(difference);
      }
    }
    return anyReal(a, b)
        ? new Real(real(a) - real(b))
        : BigInt.of(a.asBigInteger().subtract(b.asBigInteger()));
  }

  public static Num multiply(Num a, Num b) {
    if (anyReal(a, b)) {
      return new Real(real(a) * real(b));
    }
    BigInteger x = a.asBigInteger();
    BigInteger y = b.asBigInteger();
    BigInt.checkBits((long) x.bitLength() + y.bitLength());
    return BigInt.of(x.multiply(y));
  }

  /** True division: always a real. */
  public static Num divide(Num a, Num b) {
    checkDivisor(b, "division by zero");
    if (anyReal(a, b) || (isExact(a) && isExact(b))) {
      return new Real(real(a) / real(b));
    }
    BigDecimal quotient =
        new BigDecimal(a.asBigInteger())
            .divide(new BigDecimal(b.asBigInteger()), new MathContext(40));
    return new Real(
        finite(quotient.doubleValue(), "integer division result too large for a float"));
  }

  public static Num floorDivide(Num a, Num b) {
    checkDivisor(b, "integer division or modulo by zero");
    if (anyReal(a, b)) {
      return new Real(floorQuotient(real(a), real(b)));
    }
    BigInteger[] parts = a.asBigInteger().divideAndRemainder(b.asBigInteger());
    boolean adjust = parts[1].signum() != 0 && parts[1].signum() != b.asBigInteger().signum();
    return BigInt.of(adjust ? parts[0].subtract(BigInteger.ONE) : parts[0]);
  }

  private static double floorQuotient(double a, double b) {
    double rest = a % b;
    double exact = (a - rest) / b - (rest != 0 && rest < 0 != b < 0 ? 1 : 0);
    double floor = Math.floor(exact);
    return exact == 0 ? Math.copySign(0.0, a / b) : exact - floor > 0.5 ? floor + 1 : floor;
  }

  public static Num modulo(Num a, Num b) {
    checkDivisor(b, "integer modulo by zero");
    if (a instanceof Int x && b instanceof Int y) {
      return new Int(Math.floorMod(x.value(), y.value()));
    }
    if (anyReal(a, b)) {
      return new Real(remainder(real(a), real(b)));
    }
    BigInteger divisor = b.asBigInteger();
    BigInteger rest = a.asBigInteger().remainder(divisor);
    boolean adjust = rest.signum() != 0 && rest.signum() != divisor.signum();
    return BigInt.of(adjust ? rest.add(divisor) : rest);
  }

  private static double remainder(double a, double b) {
    double rest = a % b;
    if (rest == 0) {
      return Math.copySign(0, b);
    }
    return rest < 0 == b < 0 ? rest : rest + b;
  }

  public static Num power(Num a, Num b) {
    if (anyReal(a, b) || b.asBigInteger().signum() < 0) {
      return realPower(real(a), real(b));
    }
    BigInteger base = a.asBigInteger();
    BigInteger exponent = b.asBigInteger();
    if (base.bitLength() <= 1 && base.abs().compareTo(BigInteger.ONE) <= 0) {
      boolean even = !exponent.testBit(0);
      return BigInt.of(exponent.signum() == 0 || even ? evenPower(base, exponent) : base);
    }
    BigInt.checkBits(
        exponent.bitLength() > 31 ? Long.MAX_VALUE : base.bitLength() * exponent.longValue());
    return BigInt.of(base.pow(exponent.intValue()));
  }

  /** Of -1, 0 or 1. */
  private static BigInteger evenPower(BigInteger base, BigInteger exponent) {
    return exponent.signum() == 0 ? BigInteger.ONE : base.abs();
  }

  private static Num realPower(double base, double exponent) {
    if (base == 0 && exponent < 0) {
      throw Fault.failed("0.0 cannot be raised to a negative power");
    }
    if (base < 0 && exponent != Math.rint(exponent)) {
      throw Fault.failed("a negative number cannot be raised to a fractional power");
    }
    double result = Math.pow(base, exponent);
    return new Real(
        Double.isFinite(base) && Double.isFinite(exponent)
            ? finite(result, "(34, 'Numerical result out of range')")
            : result);
  }

  public static Num negate(Num a) {
    return a instanceof Real r ? new Real(-r.value()) : BigInt.of(a.asBigInteger().negate());
  }

  public static Num plus(Num a) {
    return a instanceof Real ? a : BigInt.of(a.asBigInteger());
  }

  public static Num absolute(Num a) {
    return a instanceof Real r ? new Real(Math.abs(r.value())) : BigInt.of(a.asBigInteger().abs());
  }

  private static boolean anyReal(Num a, Num b) {
    return a instanceof Real || b instanceof Real;
  }

  private static boolean isExact(Num a) {
    return Math.abs(a.asDouble()) <= EXACT_IN_DOUBLE;
  }

  static double real(Num a) {
    return a instanceof Real r
        ? r.value()
        : finite(a.asDouble(), "int too large to convert to float");
  }

  private static double finite(double value, String message) {
    if (Double.isInfinite(value)) {
      throw Fault.failed(message);
    }
    return value;
  }

  private static void checkDivisor(Num b, String message) {
    if (b.asDouble() == 0) {
      throw Fault.failed(message);
    }
  }
}
