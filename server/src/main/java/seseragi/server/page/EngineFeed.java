package seseragi.server.page;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import seseragi.engine.Engine;
import seseragi.server.http.EventStream;
import seseragi.server.http.Exchange;
import seseragi.server.http.Fault;
import seseragi.server.http.FaultException;
import seseragi.server.serving.Serving;

/**
 * {@code GET /page/engine}: what the engine does, four times a second, as server-sent events. The
 * engine is looked at only while somebody watches; a watcher who reads too slowly misses frames.
 */
final class EngineFeed implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(250);
  private static final int MOST_WATCHERS = 100;

  private record Watcher(Exchange exchange, EventStream stream) {}

  private final Serving serving;
  private final StepLog steps = new StepLog();
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean ticking; // guarded by lock
  private boolean closed; // guarded by lock

  EngineFeed(Serving serving) {
    this.serving = serving;
  }

  void watch(Engine engine) {
    engine.observe(steps);
  }

  /** Begins to tell one watcher. */
  void open(Exchange exchange) {
    serving.model();
    if (exchange.isHead()) {
      exchange.send(200, "text/event-stream", new byte[0]);
      return;
    }
    if (watchers.size() >= MOST_WATCHERS) {
      throw new FaultException(
          Fault.later(
              429,
              "rate_limit_error",
              "too_many_watchers",
              "%d watch the engine already; close one of them".formatted(MOST_WATCHERS),
              Duration.ofSeconds(5)));
    }
    Watcher watcher = new Watcher(exchange, exchange.openStream());
    watchers.add(watcher);
    exchange.onEnd(() -> watchers.remove(watcher));
    tickFromNowOn();
  }

  private void tickFromNowOn() {
    lock.lock();
    try {
      if (!ticking && !closed) {
        ticking = true;
        Thread.ofVirtual().name("engine-feed").start(this::tick);
      }
    } finally {
      lock.unlock();
    }
  }

  /** One thread for all watchers; it ends with the last of them. */
  private void tick() {
    EngineFrame frame = new EngineFrame(steps);
    int[] holders = {};
    CompletableFuture<int[]> asked = CompletableFuture.completedFuture(holders);
    while (goesOn()) {
      if (serving.state() instanceof Serving.State.Ready(var model)) {
        if (asked.isDone()) { // a frame late: the engine is never awaited
          holders = asked.getNow(holders);
          asked = model.engine().blockHolders();
        }
        send(frame.next(model.engine().stats(), holders));
      }
    }
  }

  private boolean goesOn() {
    lock.lock();
    try {
      long left = PERIOD.toNanos();
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      ticking = !closed && !watchers.isEmpty();
      return ticking;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ticking = false;
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void send(byte[] event) {
    for (Watcher watcher : watchers) {
      watcher
          .exchange()
          .loop()
          .execute(
              () -> {
                if (watcher.stream().isWritable()) {
                  watcher.stream().send(event);
                }
              });
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    watchers.forEach(watcher -> watcher.exchange().loop().execute(() -> watcher.stream().end()));
  }
}
