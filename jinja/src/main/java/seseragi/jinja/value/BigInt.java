package seseragi.jinja.value;

import java.math.BigInteger;

/** An integer outside the 64-bit range; {@link #of} is the way to make one. */
public record BigInt(BigInteger value) implements Num, Comparable<BigInt> {
  /** Longest integer that a template may compute; bounds the time of a single operation. */
  public static final int MAX_BITS = 1 << 16;

  public BigInt {
    if (value.bitLength() < Long.SIZE) {
      throw new IllegalArgumentException("fits in 64 bits: " + value);
    }
  }

  /**
   * The integer in its smallest type.
   *
   * @throws Fault when it has more than {@link #MAX_BITS} bits
   */
  public static Num of(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      return new Int(value.longValue());
    }
    checkBits(value.bitLength());
    return new BigInt(value);
  }

  public static void checkBits(long bits) {
    if (bits > MAX_BITS) {
      throw Fault.limit(
          Fault.Kind.ALLOCATION_LIMIT, "an integer of " + bits + " bits; the most is " + MAX_BITS);
    }
  }

  @Override
  public double asDouble() {
    return value.doubleValue();
  }

  @Override
  public BigInteger asBigInteger() {
    return value;
  }

  @Override
  public int compareTo(BigInt other) {
    return value.compareTo(other.value);
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
