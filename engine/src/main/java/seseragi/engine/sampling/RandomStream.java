package seseragi.engine.sampling;

/**
 * A stream of random numbers that depends on nothing but its seed, on any JDK: SplitMix64 (Steele,
 * Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
 */
final class RandomStream {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  RandomStream(long seed) {
    state = mix(seed); // neighbouring seeds, as those of a request's choices, start far apart
  }

  /** The next number, from 0 to below 1. */
  double nextDouble() {
    state += GOLDEN_GAMMA;
    return (mix(state) >>> 11) * 0x1p-53;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
