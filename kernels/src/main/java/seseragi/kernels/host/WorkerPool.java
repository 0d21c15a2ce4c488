package seseragi.kernels.host;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share the tasks of one job after the other; the caller is one of them. Several pools
 * may have the same threads; their jobs take turns. Allocates nothing per job unless pools wait for
 * each other.
 */
public final class WorkerPool implements AutoCloseable {
  /** One of several independent tasks. */
  @FunctionalInterface
  public interface Task {
    /**
     * Does the work.
     *
     * @param index 0 to count - 1
     * @param worker 0 to threads - 1: whose scratch memory to use
     */
    void run(int index, int worker);
  }

  private static final long LOOK_NANOS = 100_000;

  private final WorkerTeam team;
  private final AtomicReference<Thread> owner = new AtomicReference<>(); // of the job under way
  private final AtomicBoolean left = new AtomicBoolean();
  private volatile boolean closed;
  private long waitedNanos; // the caller's

  /**
   * Starts {@code threads - 1} threads.
   *
   * @throws IllegalArgumentException if {@code threads} is not at least 1
   */
  public WorkerPool(int threads) {
    this(new WorkerTeam(threads));
  }

  private WorkerPool(WorkerTeam team) {
    this.team = team;
    team.join();
  }

  /**
   * A pool with the same threads, which end with the last pool that has them.
   *
   * @throws IllegalStateException if this pool is closed and no other has its threads
   */
  public WorkerPool beside() {
    return new WorkerPool(team);
  }

  /** Threads, the caller's included. */
  public int threads() {
    return team.threads();
  }

  /**
   * Runs {@code task} for 0 to {@code count - 1}; returns when all are done. What a task throws is
   * thrown here, once no task runs any more; tasks not yet begun are then left out. Waits while
   * another pool with the same threads is at work.
   *
   * @throws IllegalStateException if the pool is closed or already at work: for another thread, or
   *     for the task that calls this
   */
  public void run(int count, Task task) {
    if (!owner.compareAndSet(null, Thread.currentThread())) {
      throw new IllegalStateException("the kernels are at work: one operation at a time");
    }
    try {
      if (closed) {
        throw new IllegalStateException("the kernels are closed");
      }
      if (count > 1) {
        waitedNanos += team.run(count, task);
      } else {
        WorkerTeam.runAlone(count, task);
      }
    } finally {
      owner.set(null);
    }
  }

  /** Nanoseconds that the caller has waited, out of tasks, for the workers. Asked by the caller. */
  public long waitedNanos() {
    return waitedNanos;
  }

  /** Whether {@code thread} is a living worker of this pool. */
  boolean owns(Thread thread) {
    return team.owns(thread);
  }

  /**
   * Waits for the end of a job of another thread; the last pool that has the threads ends them and
   * waits for their end: no task of this pool runs any more when this returns. Idempotent.
   */
  @Override
  public void close() {
    closed = true;
    Thread self = Thread.currentThread();
    for (Thread at = owner.get(); at != null && !at.equals(self) && !owns(self); at = owner.get()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    if (left.compareAndSet(false, true)) {
      team.leave();
    }
  }
}
