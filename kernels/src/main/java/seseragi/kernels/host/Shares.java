package seseragi.kernels.host;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers from 0 on, dealt to workers so that each has neighbours: a worker takes runs from the
 * front of its share, ever shorter ones, and when that is used up, from the end of another's. So
 * memory that belongs to the numbers is read from one end to the other, and a slow or sleeping
 * worker keeps nobody waiting but for the run that it has in hand. Every number is taken once.
 */
public final class Shares {
  /** A run without numbers: nothing is left. */
  public static final long NONE = 0;

  private static final int APART = 16; // longs: each share in cache lines of its own

  private final AtomicLongArray left; // [workers * APART] first number << 32 | end
  private final int workers;

  /** Nothing to take, for {@code workers} workers. */
  public Shares(int workers) {
    this.workers = workers;
    left = new AtomicLongArray(workers * APART);
  }

  /** Deals the numbers 0 to {@code total - 1}; nobody may be taking. */
  public void deal(int total) {
    for (int worker = 0; worker < workers; worker++) {
      long first = (long) total * worker / workers;
      long end = (long) total * (worker + 1) / workers;
      left.set(worker * APART, run((int) first, (int) end));
    }
  }

  /**
   * The next run for a worker, of up to {@code most} numbers, or {@link #NONE}. May be called by
   * all workers at once.
   */
  public long take(int worker, int most) {
    for (int i = 0; i < workers; i++) {
      int owner = (worker + i) % workers;
      long seen = left.get(owner * APART);
      while (first(seen) < end(seen)) {
        int count = Math.clamp((end(seen) - first(seen)) / 4, 1, most);
        boolean own = owner == worker;
        int cut = own ? first(seen) + count : end(seen) - count;
        long front = run(first(seen), cut);
        long back = run(cut, end(seen));
        if (left.compareAndSet(owner * APART, seen, own ? back : front)) {
          return own ? front : back;
        }
        seen = left.get(owner * APART);
      }
    }
    return NONE;
  }

  /** The first number of a run. */
  public static int first(long run) {
    return (int) (run >>> 32);
  }

  /** The number after the last of a run. */
  public static int end(long run) {
    return (int) run;
  }

  private static long run(int first, int end) {
    return (long) first << 32 | end;
  }
}
