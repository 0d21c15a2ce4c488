package seseragi.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import seseragi.server.http.HttpOptions.Timeouts;

/**
 * Bounds how many connections there are, and how long one may take to say what it wants: a peer
 * that sends a byte now and then is not idle, and is closed all the same. One guard per event loop;
 * its methods are called on that loop.
 */
final class ConnectionGuard {
  private final Vertx vertx;
  private final Timeouts timeouts;
  private final int limit;
  private final AtomicInteger open; // shared by the guards of all event loops
  private final IdentityHashMap<HttpConnection, Long> waiting = new IdentityHashMap<>(); // -> timer

  ConnectionGuard(Vertx vertx, Timeouts timeouts, int limit, AtomicInteger open) {
    this.vertx = vertx;
    this.timeouts = timeouts;
    this.limit = limit;
    this.open = open;
  }

  void opened(HttpConnection connection) {
    connection.closeHandler(
        closed -> {
          open.decrementAndGet();
          stopWaiting(connection);
        });
    if (open.incrementAndGet() > limit) {
      connection.close();
    } else {
      await(connection, timeouts.header());
    }
  }

  /** A request's header is complete. */
  void requestBegan(HttpConnection connection) {
    stopWaiting(connection);
  }

  /** An answer is complete; the connection may bring another request. */
  void answered(HttpConnection connection) {
    stopWaiting(connection);
    await(connection, timeouts.keepAlive());
  }

  private void await(HttpConnection connection, Duration patience) {
    waiting.put(
        connection,
        vertx.setTimer(
            patience.toMillis(),
            timer -> {
              waiting.remove(connection);
              connection.close();
            }));
  }

  private void stopWaiting(HttpConnection connection) {
    Long timer = waiting.remove(connection);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }
}
