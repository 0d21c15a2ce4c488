package seseragi.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The exponential function of each lane, the same bits at every width and on every machine: {@code
 * e^x = 2^n e^r}, with a polynomial for {@code |r| <= ln(2) / 2} (coefficients of the Cephes
 * library, S. Moshier). Relative error below 2^-22 from -87 to 88. Below -87.3 the result is 0,
 * above 88.3 infinity; e^0 is exactly 1.
 */
final class Exponential {
  private static final float MAX = 88.3f;
  private static final float MIN = -87.3f;
  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0x1.63p-1f;
  private static final float LN2_LOW = -2.12194440e-4f;
  private static final float ROUNDER = 0x1.8p23f; // adding it leaves an integer in the low bits

  private Exponential() {}

  static FloatVector of(FloatVector x) {
    VectorMask<Float> tooLow = x.compare(VectorOperators.LT, MIN);
    VectorMask<Float> tooHigh = x.compare(VectorOperators.GT, MAX);
    FloatVector bounded = x.blend(MAX, tooHigh).blend(MIN, tooLow);
    FloatVector shifted = bounded.mul(LOG2_E).add(ROUNDER);
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = bounded.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW));
    FloatVector power = polynomial(r);
    return power
        .reinterpretAsInts()
        .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)) // times 2^n
        .reinterpretAsFloats()
        .blend(0f, tooLow)
        .blend(Float.POSITIVE_INFINITY, tooHigh);
  }

  private static FloatVector polynomial(FloatVector r) {
    FloatVector p = r.mul(1.9875691e-4f).add(0.0013981999f);
    p = p.mul(r).add(0.008333452f);
    p = p.mul(r).add(0.041665796f);
    p = p.mul(r).add(0.16666666f);
    p = p.mul(r).add(0.5f);
    return p.mul(r).mul(r).add(r).add(1f);
  }
}
