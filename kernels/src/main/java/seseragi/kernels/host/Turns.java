package seseragi.kernels.host;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one thread at a time in. Who is alone enters without waiting; while others wait, a thread
 * may come back for {@link #SLICE_NANOS}, for changing threads costs more than many a job, and then
 * stands in line. Nobody waits for a thread that is not inside.
 */
final class Turns {
  private static final long SLICE_NANOS = 500_000;
  private static final long LOOK_NANOS = 100_000; // where nobody wakes who waits

  private final AtomicReference<Thread> inside = new AtomicReference<>();
  private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();
  private volatile Thread last = Thread.currentThread();
  private volatile long since = System.nanoTime(); // the last one's first entry in a row

  /**
   * Waits for a turn.
   *
   * @throws IllegalStateException if this thread is inside already
   */
  void enter() {
    Thread self = Thread.currentThread();
    if (self.equals(inside.get())) {
      throw new IllegalStateException("the kernels are at work: one operation at a time");
    }
    boolean first = waiting.isEmpty() || (self.equals(last) && !sliceIsOver());
    if (first && inside.compareAndSet(null, self)) {
      entered(self);
    } else {
      standInLine(self);
    }
  }

  private void standInLine(Thread self) {
    waiting.add(self);
    boolean interrupted = false;
    while (!self.equals(waiting.peek()) || !inside.compareAndSet(null, self)) {
      LockSupport.parkNanos(this, LOOK_NANOS);
      interrupted |= Thread.interrupted();
    }
    waiting.remove();
    entered(self);
    if (interrupted) {
      self.interrupt();
    }
  }

  private void entered(Thread self) {
    if (!self.equals(last)) {
      last = self;
      since = System.nanoTime();
    }
  }

  private boolean sliceIsOver() {
    return System.nanoTime() - since >= SLICE_NANOS;
  }

  /** Ends the turn of this thread. */
  void exit() {
    inside.set(null);
    Thread next = waiting.peek();
    if (next != null && sliceIsOver()) {
      LockSupport.unpark(next);
    }
  }
}
