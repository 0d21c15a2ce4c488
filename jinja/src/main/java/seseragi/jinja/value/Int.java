package seseragi.jinja.value;

import java.math.BigInteger;

/** An integer of 64 bits; a larger one is a {@link BigInt}. */
public record Int(long value) implements Num {
  public static final Int ZERO = new Int(0);
  public static final Int ONE = new Int(1);

  @Override
  public double asDouble() {
    return value;
  }

  @Override
  public BigInteger asBigInteger() {
    return BigInteger.valueOf(value);
  }

  @Override
  public String typeName() {
    return "int";
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
