package seseragi.server.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;

/**
 * SIGTERM, SIGINT (Ctrl-C) and SIGHUP: the first one asks the program to come to an end, a second
 * SIGINT ends it at once with exit code 130. Before {@link #arm} each ends it at once.
 */
final class StopSignals implements AutoCloseable {
  private static final int SIGINT_EXIT = 130;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicInteger interrupts = new AtomicInteger();
  private final List<Registration> registrations;
  private volatile boolean armed;

  private record Registration(String signal, Object before) {}

  private StopSignals() {
    registrations =
        List.of(
            register("TERM", () -> received(143)),
            register("HUP", () -> received(129)),
            register(
                "INT",
                () -> {
                  if (interrupts.incrementAndGet() > 1 && armed) {
                    Runtime.getRuntime().halt(SIGINT_EXIT);
                  }
                  received(SIGINT_EXIT);
                }));
  }

  /** Listens from now on. */
  static StopSignals install() {
    return new StopSignals();
  }

  private static Registration register(String signal, Runnable action) {
    return new Registration(signal, Signals.register(signal, action));
  }

  private void received(int exitCode) {
    if (armed) {
      asked.countDown();
    } else {
      System.exit(exitCode);
    }
  }

  /** From now on there is something to finish properly. */
  void arm() {
    armed = true;
  }

  /** Waits for the first signal. */
  void await() throws InterruptedException {
    asked.await();
  }

  @Override
  public void close() {
    registrations.forEach(r -> Signals.unregister(r.signal(), r.before()));
  }
}
