package seseragi.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class ExponentialTest {
  private static float exp(float x) {
    return Exponential.of(FloatVector.broadcast(FloatVector.SPECIES_128, x)).lane(0);
  }

  @Test
  void relativeErrorIsBelowTheStatedBound() {
    for (float x = -87; x < 88; x += 0.0173f) {
      double exact = Math.exp(x);
      double error = Math.abs(exp(x) - exact) / exact;
      assertTrue(error < 0x1p-22, "e^%s is off by %s".formatted(x, error));
    }
  }

  @Test
  void endsAreExact() {
    assertEquals(1, exp(0));
    assertEquals(1, exp(-0f));
    assertEquals(0, exp(-88));
    assertEquals(0, exp(Float.NEGATIVE_INFINITY));
    assertEquals(Float.POSITIVE_INFINITY, exp(89));
    assertEquals(Float.POSITIVE_INFINITY, exp(Float.POSITIVE_INFINITY));
    assertTrue(Float.isNaN(exp(Float.NaN)));
  }
}
