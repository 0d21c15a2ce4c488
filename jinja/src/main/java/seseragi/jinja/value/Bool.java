package seseragi.jinja.value;

import java.math.BigInteger;

/** {@code True} or {@code False}; equal to the integers 1 and 0. Compare with {@link #isTrue}. */
public record Bool(boolean isTrue) implements Num {
  public static final Bool FALSE = new Bool(false);
  public static final Bool TRUE = new Bool(true);

  public static Bool of(boolean value) {
    return value ? TRUE : FALSE;
  }

  @Override
  public double asDouble() {
    return isTrue ? 1 : 0;
  }

  @Override
  public BigInteger asBigInteger() {
    return isTrue ? BigInteger.ONE : BigInteger.ZERO;
  }

  @Override
  public String typeName() {
    return "bool";
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
