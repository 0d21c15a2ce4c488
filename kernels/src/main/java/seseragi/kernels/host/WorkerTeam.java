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
final class WorkerTeam {
  private static final long SPIN_NANOS = 100_000; // waking a parked thread takes about half of it
  private static final int SPINS_PER_LOOK = 32;
  private static final int SPINS_BEFORE_YIELD = 1_000;
  private static final WorkerPool.Task NOTHING = (index, worker) -> {};

  private final Thread[] workers; // without the caller
  private final AtomicIntegerArray parked; // 1 while worker i sleeps or is about to
  private final AtomicLong ticket = new AtomicLong(); // job << 32 | next task
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Turns turns = new Turns();
  private volatile WorkerPool.Task task = NOTHING;
  private volatile int count;
  private int pools; // that use it
  private volatile boolean closed; // when none does any more

  private final class Worker extends Thread {
    Worker(int number) {
      super(() -> work(number), "kernels-" + number);
      setDaemon(true);
    }
  }

  /**
   * Starts {@code threads - 1} threads.
   *
   * @throws IllegalArgumentException if {@code threads} is not at least 1
   */
  WorkerTeam(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    workers = new Thread[threads - 1];
    parked = new AtomicIntegerArray(threads - 1);
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
    }
    for (Thread worker : workers) {
      worker.start();
    }
  }

  /** Threads, the caller's included. */
  int threads() {
    return workers.length + 1;
  }

  /**
   * Runs {@code task} for 0 to {@code count - 1} when it is the caller's turn; returns when all are
   * done. What a task throws is thrown here.
   *
   * @return nanoseconds that the caller waited, out of tasks, for the workers
   * @throws IllegalStateException if a task calls this
   */
  long run(int count, WorkerPool.Task task) {
    if (Thread.currentThread() instanceof Worker) { // it would wait for itself
      throw new IllegalStateException("the kernels are at work: one operation at a time");
    }
    turns.enter();
    try {
      if (workers.length == 0) {
        runAlone(count, task);
        return 0;
      }
      return share(count, task);
    } finally {
      turns.exit();
    }
  }

  static void runAlone(int count, WorkerPool.Task task) {
    for (int i = 0; i < count; i++) {
      task.run(i, 0);
    }
  }

  private long share(int count, WorkerPool.Task task) {
    int preparing = job(ticket.get()) + 1;
    ticket.set((long) preparing << 32);
    done.set(0);
    this.task = task;
    this.count = count;
    int open = preparing + 1;
    ticket.set((long) open << 32);
    wake(Math.min(count - 1, workers.length));
    takeTasks(open, 0);
    long waited = awaitOthers(count);
    this.task = NOTHING; // keeps nothing alive
    rethrow(failure.getAndSet(null));
    return waited;
  }

  private void wake(int needed) {
    for (int i = 0; i < needed; i++) {
      if (parked.get(i) == 1) {
        LockSupport.unpark(workers[i]);
      }
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // right without yield, only slower on a busy machine
  private long awaitOthers(int count) {
    if (done.get() >= count) {
      return 0;
    }
    long begin = System.nanoTime(); // taken while there is nothing else to do
    for (int spins = 0; done.get() < count; spins++) {
      if (spins < SPINS_BEFORE_YIELD) {
        Thread.onSpinWait();
      } else {
        Thread.yield(); // the other's processor may be the one that this thread spins on
      }
    }
    return System.nanoTime() - begin;
  }

  private void takeTasks(int job, int worker) {
    while (true) {
      long seen = ticket.get();
      int index = (int) seen;
      int limit = count;
      WorkerPool.Task current = task;
      if (job(seen) != job || index >= limit) {
        return;
      }
      if (ticket.compareAndSet(seen, seen + 1)) {
        runGuarded(current, index, worker);
      }
    }
  }

  private void runGuarded(WorkerPool.Task current, int index, int worker) {
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

  /** Whether {@code thread} is a living worker. */
  boolean owns(Thread thread) {
    return Arrays.asList(workers).contains(thread) && thread.isAlive();
  }

  /**
   * One pool more.
   *
   * @throws IllegalStateException if the threads have ended
   */
  synchronized void join() {
    if (closed) {
      throw new IllegalStateException("the kernels are closed");
    }
    pools++;
  }

  /** One pool less; after the last one the threads end, and this waits for their end. */
  synchronized void leave() {
    pools--;
    if (pools > 0) {
      return;
    }
    closed = true;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
    boolean interrupted = false;
    for (Thread worker : workers) {
      interrupted |= await(worker);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean await(Thread worker) {
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
