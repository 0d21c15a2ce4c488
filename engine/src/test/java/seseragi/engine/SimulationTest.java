package seseragi.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * {@code -Dsimulator.seeds=20000} for more days, {@code -Dsimulator.first=123} to see one again.
 */
class SimulationTest {
  @Test
  void everyDayEndsWell() {
    long first = Long.getLong("simulator.first", 1);
    long count = Long.getLong("simulator.seeds", 500);
    Census census = Census.NOTHING;
    for (long seed = first; seed < first + count; seed++) {
      census = census.plus(live(seed));
    }
    System.out.println(count + " simulated days: " + census);
    assertTrue(count < 100 || census.least() >= count / 25, "too calm: " + census);
  }

  private static Census live(long seed) {
    try {
      return new Simulation(seed).run();
    } catch (Throwable failure) {
      throw new AssertionError(
          "seed %d: %s (again: -Dsimulator.first=%d -Dsimulator.seeds=1)"
              .formatted(seed, failure.getMessage(), seed),
          failure);
    }
  }
}
