package seseragi.kernels.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Times of operations, summed up. May be used by several threads. */
public final class Profile {
  private final Map<Operation, Sum> sums = new HashMap<>();

  /** An empty profile. */
  public Profile() {}

  /** What is summed up on a line of its own: a kind of operation, its shape, how many rows. */
  record Operation(String name, int outputs, int inputs, Rows rows) {
    Operation(String name) {
      this(name, 0, 0, Rows.ANY);
    }

    @Override
    public String toString() {
      String shape = outputs == 0 ? "" : " %d -> %d".formatted(inputs, outputs);
      return name + shape + rows.title;
    }
  }

  /** Numbers of rows that are computed in different ways. */
  enum Rows {
    ANY(""),
    ONE(", 1 row"),
    FEW(", 2-16 rows"),
    MANY(", more rows");

    private final String title;

    Rows(String title) {
      this.title = title;
    }

    static Rows of(int rows) {
      return rows == 1 ? ONE : rows <= 16 ? FEW : MANY;
    }
  }

  private static final class Sum {
    private long calls;
    private long nanos;
    private long waitedNanos;
    private long macs;
    private long bytes;
  }

  /**
   * One operation.
   *
   * @param operation what it was
   * @param calls how often
   * @param nanos in all calls
   * @param waitedNanos of these, how long the calling thread had nothing left to do but to wait for
   *     others
   * @param macs multiplications with an addition; 0 where they are not what matters
   * @param bytes that had to be read or written at least
   */
  public record Line(
      String operation, long calls, long nanos, long waitedNanos, long macs, long bytes) {
    /** Billions of multiplications with an addition per second. */
    public double gmacsPerSecond() {
      return nanos == 0 ? 0 : (double) macs / nanos;
    }

    /** Billions of bytes per second. */
    public double gigabytesPerSecond() {
      return nanos == 0 ? 0 : (double) bytes / nanos;
    }
  }

  synchronized void add(Operation operation, long nanos, long waitedNanos, long macs, long bytes) {
    Sum sum = sums.computeIfAbsent(operation, o -> new Sum());
    sum.calls++;
    sum.nanos += nanos;
    sum.waitedNanos += waitedNanos;
    sum.macs += macs;
    sum.bytes += bytes;
  }

  /** Forgets everything. */
  public synchronized void clear() {
    sums.clear();
  }

  /** What there is so far, the longest first. */
  public synchronized List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    sums.forEach(
        (operation, sum) ->
            lines.add(
                new Line(
                    operation.toString(),
                    sum.calls,
                    sum.nanos,
                    sum.waitedNanos,
                    sum.macs,
                    sum.bytes)));
    lines.sort(Comparator.comparingLong(Line::nanos).reversed());
    return lines;
  }
}
