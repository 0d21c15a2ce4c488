package seseragi.server.serving;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Whether and with what the server answers, and what it is answering. Thread-safe. */
public final class Serving {
  /** Where the server is in its life; it only moves on. */
  public sealed interface State {
    /**
     * There is no model yet.
     *
     * @param fraction done, 0 to 1
     * @param detail what is being done
     */
    record Loading(double fraction, String detail) implements State {
      public Loading {
        fraction = Math.clamp(fraction, 0, 1);
      }
    }

    /** Requests are answered. */
    record Ready(ServedModel model) implements State {}

    /** What was taken is finished, nothing new is taken. */
    record Draining() implements State {}

    /** The engine has failed for good. */
    record Failed() implements State {}
  }

  /** A request that is being answered. */
  public interface Work extends AutoCloseable {
    /** It is answered, or nobody waits any more. Idempotent. */
    @Override
    void close();
  }

  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Set<Item> open = new HashSet<>(); // guarded by lock
  private volatile State state = new State.Loading(0, "starting");

  /** What is true at the moment. */
  public State state() {
    State now = state;
    boolean failed = now instanceof State.Ready(ServedModel model) && model.engine().failed();
    return failed ? new State.Failed() : now;
  }

  /** Says how far loading is; ignored later on. */
  public void loading(double fraction, String detail) {
    advance(new State.Loading(fraction, detail), false);
  }

  /** Answers with this model from now on. */
  public void ready(ServedModel model) {
    advance(new State.Ready(model), false);
  }

  private void advance(State next, boolean always) {
    lock.lock();
    try {
      if (always || state instanceof State.Loading) {
        state = next;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The model.
   *
   * @throws NotServingException while there is none, or no more
   */
  public ServedModel model() {
    return switch (state()) {
      case State.Ready ready -> ready.model();
      case State.Loading loading -> throw new NotServingException(loading);
      case State.Draining draining -> throw new NotServingException(draining);
      case State.Failed failed -> throw new NotServingException(failed);
    };
  }

  /**
   * Takes a request.
   *
   * @param stop ends the answer with an error soon; called by {@link #drain} when its patience ends
   * @return to be closed when it is answered
   * @throws NotServingException if none is taken
   */
  public Work begin(Runnable stop) {
    lock.lock();
    try {
      model();
      Item item = new Item(stop);
      open.add(item);
      return item;
    } finally {
      lock.unlock();
    }
  }

  /** Requests that are being answered. */
  public int active() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no more, waits until all is answered or the deadline is over, then stops the rest.
   *
   * @return true if nothing had to be stopped
   */
  public boolean drain(Duration deadline) {
    advance(new State.Draining(), true);
    if (awaitIdle(deadline)) {
      return true;
    }
    remaining().forEach(item -> item.stop.run());
    awaitIdle(LAST_WORDS);
    return false;
  }

  private List<Item> remaining() {
    lock.lock();
    try {
      return List.copyOf(open);
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitIdle(Duration patience) {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (!open.isEmpty() && nanos > 0) {
        nanos = idle.awaitNanos(nanos);
      }
      return open.isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private final class Item implements Work {
    private final Runnable stop;

    Item(Runnable stop) {
      this.stop = stop;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        open.remove(this);
        if (open.isEmpty()) {
          idle.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
