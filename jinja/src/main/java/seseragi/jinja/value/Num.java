package seseragi.jinja.value;

import java.math.BigInteger;

/** A number; booleans are the integers 0 and 1. */
public sealed interface Num extends Value permits Bool, Int, BigInt, Real {

  /** The nearest double; infinite for an integer beyond its range. */
  double asDouble();

  /** The integer, truncated towards zero for a finite real. */
  BigInteger asBigInteger();
}
