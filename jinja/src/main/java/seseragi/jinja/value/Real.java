package seseragi.jinja.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/** A float of 64 bits. */
public record Real(double value) implements Num {

  @Override
  public double asDouble() {
    return value;
  }

  @Override
  public BigInteger asBigInteger() {
    if (!Double.isFinite(value)) {
      throw Fault.failed("cannot convert float " + value + " to integer");
    }
    return new BigDecimal(value).toBigInteger();
  }

  @Override
  public String typeName() {
    return "float";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Num n && Equality.numbers(this, n);
  }

  @Override
  public int hashCode() {
    return Equality.hash(this);
  }
}
