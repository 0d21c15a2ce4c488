package seseragi.engine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RopeFrequenciesTest {
  private static final RopeFrequencies PLAIN = RopeFrequencies.of(8, 10_000);

  @Test
  void plainAnglesFallFromOneByPowersOfTheBase() {
    assertArrayEquals(new double[] {1, 0.1, 0.01, 0.001}, PLAIN.perPosition(), 1e-15);
    assertEquals(1, PLAIN.magnitude());
  }

  @Test
  void divisorsSlowEachPairDown() {
    double[] angles = PLAIN.dividedBy(new float[] {1, 2, 4, 8}).perPosition();
    assertArrayEquals(new double[] {1, 0.05, 0.0025, 0.000125}, angles, 1e-15);
  }

  @Test
  void linearScalingSlowsAllPairsDown() {
    double[] angles = PLAIN.linear(4).perPosition();
    assertArrayEquals(new double[] {0.25, 0.025, 0.0025, 0.00025}, angles, 1e-15);
  }

  /**
   * By hand: with 128 positions a pair turns 32 times at {@code 64 ln(128 / (2 pi 32)) / (2 ln
   * 10000) < 0}, so at 0, and once at {@code 64 * 3.0142 / 18.4207 = 10.47}, so at 11.
   */
  @Test
  void yarnKeepsFastPairsStretchesSlowOnesAndRampsBetween() {
    RopeFrequencies plain = RopeFrequencies.of(64, 10_000);
    RopeFrequencies yarn = plain.yarn(4, 128, 10_000, 32, 1);
    for (int i = 0; i < 32; i++) {
      double ramp = Math.min(1, i / 11.0);
      double expected = plain.perPosition()[i] * (1 - ramp + ramp / 4);
      assertEquals(expected, yarn.perPosition()[i], 1e-15, "pair " + i);
    }
    assertEquals(1 + 0.1 * Math.log(4), yarn.magnitude(), 1e-15);
  }
}
