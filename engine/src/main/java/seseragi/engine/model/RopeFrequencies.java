package seseragi.engine.model;

import java.util.Arrays;

/**
 * By how much a position turns each pair of a head (rotary position embedding, Su et al. 2021), in
 * double precision.
 *
 * @param perPosition {@code [rotated / 2]} angle per position of each pair, in radians
 * @param magnitude factor of cosines and sines
 */
@SuppressWarnings("ArrayRecordComponent") // never shared: made and used by the loader
record RopeFrequencies(double[] perPosition, double magnitude) {

  /** The plain ones: {@code base^(-2i / rotated)}. */
  static RopeFrequencies of(int rotated, double base) {
    double[] angles = new double[rotated / 2];
    for (int i = 0; i < angles.length; i++) {
      angles[i] = Math.pow(base, -2.0 * i / rotated);
    }
    return new RopeFrequencies(angles, 1);
  }

  /** Each pair slowed down by its own divisor (Llama 3.1's {@code rope_freqs}). */
  RopeFrequencies dividedBy(float[] divisors) {
    double[] angles = perPosition.clone();
    for (int i = 0; i < angles.length; i++) {
      angles[i] /= divisors[i];
    }
    return new RopeFrequencies(angles, magnitude);
  }

  /** Positions squeezed together (position interpolation, Chen et al. 2023). */
  RopeFrequencies linear(double factor) {
    return new RopeFrequencies(
        Arrays.stream(perPosition).map(angle -> angle / factor).toArray(), magnitude);
  }

  /**
   * YaRN (Peng et al. 2023): pairs that turn more than {@code betaFast} times over the original
   * context stay, those that turn less than {@code betaSlow} times are interpolated, with a ramp
   * between; cosines and sines grow by {@code 1 + 0.1 ln factor}.
   *
   * @param base of the plain frequencies
   */
  RopeFrequencies yarn(
      double factor, int originalContext, double base, double betaFast, double betaSlow) {
    int rotated = 2 * perPosition.length;
    double low = Math.floor(turningPair(betaFast, rotated, originalContext, base));
    double high = Math.ceil(turningPair(betaSlow, rotated, originalContext, base));
    low = Math.max(0, low);
    high = Math.min(rotated - 1, high);
    double[] angles = new double[perPosition.length];
    for (int i = 0; i < angles.length; i++) {
      double ramp = Math.clamp((i - low) / Math.max(0.001, high - low), 0.0, 1.0);
      angles[i] = perPosition[i] * (1 - ramp) + perPosition[i] / factor * ramp;
    }
    return new RopeFrequencies(angles, magnitude * (1 + 0.1 * Math.log(factor)));
  }

  /** The pair, as a fraction, that turns {@code turns} times over the context. */
  private static double turningPair(double turns, int rotated, int context, double base) {
    return rotated * Math.log(context / (2 * Math.PI * turns)) / (2 * Math.log(base));
  }

  /** Cosines and sines grown by another factor. */
  RopeFrequencies scaled(double factor) {
    return new RopeFrequencies(perPosition, magnitude * factor);
  }
}
