package seseragi.server.metrics;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * Counts observations in buckets. Recording takes no lock and allocates nothing; a reader may see
 * an observation in the sum before it sees it in a bucket.
 */
final class Histogram {
  private final double[] bounds; // ascending, inclusive
  private final AtomicLongArray counts; // [bounds + 1], the last one beyond all bounds
  private final DoubleAdder sum = new DoubleAdder();

  Histogram(double... bounds) {
    this.bounds = bounds.clone();
    counts = new AtomicLongArray(bounds.length + 1);
  }

  void record(double value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    counts.incrementAndGet(bucket);
    sum.add(value);
  }

  /** Writes the samples of one histogram: buckets, sum, count. */
  void writeTo(StringBuilder out, String name, String labels) {
    long cumulative = 0;
    for (int i = 0; i < bounds.length; i++) {
      cumulative += counts.get(i);
      bucket(out, name, labels, Exposition.number(bounds[i]), cumulative);
    }
    cumulative += counts.get(bounds.length);
    bucket(out, name, labels, "+Inf", cumulative);
    Exposition.sample(out, name + "_sum", labels, sum.sum());
    Exposition.sample(out, name + "_count", labels, cumulative);
  }

  private static void bucket(
      StringBuilder out, String name, String labels, String bound, long count) {
    Exposition.sample(out, name + "_bucket", labels + ",le=\"" + bound + "\"", count);
  }
}
