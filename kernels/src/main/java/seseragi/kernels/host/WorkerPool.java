package seseragi.kernels.host;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed team of threads that share the tasks of one job after the other; the caller is one of
 * them. Tasks are taken one by one, so a slow or sleeping thread is not waited for unless it has a
 * task in hand. Between jobs a worker spins for a moment, then parks. Allocates nothing per job.
 *
 * <p>Protocol: the ticket holds the number of the job and the next free task. Whoever moves it on
 * by one owns that task. The caller makes the number odd, writes {@code task} and {@code count},
 * and opens the job by the next even number. A worker reads ticket, count and task in this order;
 * if it can move the ticket that it read, nobody has changed the other two meanwhile.
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

  private static final long SPIN_NANOS = 100_000; // waking a parked thread takes about half of it
  private static final int SPINS_PER_LOOK = 32;
  private static final int SPINS_BEFORE_YIELD = 1_000;
  private static final Task NOTHING = (index, worker) -> {};

  private final Thread[] workers; // without the caller
  private final AtomicIntegerArray parked; // 1 while worker i sleeps or is about to
  private final AtomicLong ticket = new AtomicLong(); // job << 32 | next task
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicReference<Thread> owner = new AtomicReference<>(); // of the job under way
  private volatile Task task = NOTHING;
  private volatile int count;
  private volatile boolean closed;
  private long waitedNanos; // the caller's

  /**
   * Starts {@code threads - 1} threads.
   *
   * @param threads at least 1
   */
  public WorkerPool(int threads) {
    workers = new Thread[threads - 1];
    parked = new AtomicIntegerArray(threads - 1);
    for (int i = 0; i < workers.length; i++) {
      int worker = i + 1;
      workers[i] =
          Thread.ofPlatform().daemon().name("kernels-" + worker).unstarted(() -> work(worker));
    }
    for (Thread worker : workers) {
      worker.start();
    }
  }

  /** Threads, the caller's included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs {@code task} for 0 to {@code count - 1}; returns when all are done. What a task throws is
   * thrown here, once no task runs any more; tasks not yet begun are then left out.
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
      if (count == 1 || workers.length == 0) {
        runAlone(count, task);
      } else if (count > 1) {
        share(count, task);
      }
    } finally {
      owner.set(null);
    }
  }

  private static void runAlone(int count, Task task) {
    for (int i = 0; i < count; i++) {
      task.run(i, 0);
    }
  }

  private void share(int count, Task task) {
    int preparing = job(ticket.get()) + 1;
    ticket.set((long) preparing << 32);
    done.set(0);
    this.task = task;
    this.count = count;
    int open = preparing + 1;
    ticket.set((long) open << 32);
    wake(Math.min(count - 1, workers.length));
    takeTasks(open, 0);
    awaitOthers(count);
    this.task = NOTHING; // keeps nothing alive
    rethrow(failure.getAndSet(null));
  }

  private void wake(int needed) {
    for (int i = 0; i < needed; i++) {
      if (parked.get(i) == 1) {
        LockSupport.unpark(workers[i]);
      }
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // right without yield, only slower on a busy machine
  private void awaitOthers(int count) {
    if (done.get() >= count) {
      return;
    }
    long begin = System.nanoTime(); // taken while there is nothing else to do
    for (int spins = 0; done.get() < count; spins++) {
      if (spins < SPINS_BEFORE_YIELD) {
        Thread.onSpinWait();
      } else {
        Thread.yield(); // the other's processor may be the one that this thread spins on
      }
    }
    waitedNanos += System.nanoTime() - begin;
  }

  /** Nanoseconds that the caller has waited, out of tasks, for the workers. Asked by the caller. */
  public long waitedNanos() {
    return waitedNanos;
  }

  private void takeTasks(int job, int worker) {
    while (true) {
      long seen = ticket.get();
      int index = (int) seen;
      int limit = count;
      Task current = task;
      if (job(seen) != job || index >= limit) {
        return;
      }
      if (ticket.compareAndSet(seen, seen + 1)) {
        runGuarded(current, index, worker);
      }
    }
  }

  private void runGuarded(Task current, int index, int worker) {
    try {
      if (failure.get() == null) {
        current.run(index, worker);
      }
    } catch (Throwable e) { // goes to the caller, who must not wait for ever
      failure.compareAndSet(null, e);
    } finally {
      done.incrementAndGet();
    }
  }

  private void work(int worker) {
    int last = 0;
    while (!closed) {
      int job = job(ticket.get());
      if (isOpen(job) && job != last) {
        takeTasks(job, worker);
        last = job;
      } else if (!spinUntilChanged(job)) {
        parkUntilChanged(job, worker - 1);
      }
    }
  }

  private boolean spinUntilChanged(int job) {
    long end = System.nanoTime() + SPIN_NANOS;
    do {
      for (int i = 0; i < SPINS_PER_LOOK; i++) {
        if (job(ticket.get()) != job) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - end < 0 && !closed);
    return false;
  }

  private void parkUntilChanged(int job, int index) {
    parked.set(index, 1); // before the last look: the caller opens the job before it looks here
    while (job(ticket.get()) == job && !closed) {
      LockSupport.park(this);
    }
    parked.set(index, 0);
  }

  private static int job(long ticket) {
    return (int) (ticket >>> 32);
  }

  private static boolean isOpen(int job) {
    return (job & 1) == 0 && job != 0;
  }

  private static void rethrow(Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("a kernel task failed", failure);
    }
  }

  /** Whether {@code thread} is a living worker of this pool. */
  boolean owns(Thread thread) {
    return Arrays.asList(workers).contains(thread) && thread.isAlive();
  }

  /**
   * Ends the threads and waits for their end, and before that for the end of a job of another
   * thread: no task runs any more when this returns. Idempotent.
   */
  @Override
  public void close() {
    closed = true;
    Thread self = Thread.currentThread();
    for (Thread at = owner.get(); at != null && !at.equals(self) && !owns(self); at = owner.get()) {
      LockSupport.parkNanos(SPIN_NANOS);
    }
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
    boolean interrupted = false;
    for (Thread worker : workers) {
      interrupted |= join(worker);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean join(Thread worker) {
    boolean interrupted = false;
    while (true) {
      try {
        worker.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }
}
