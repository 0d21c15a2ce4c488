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
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Timeouts timeouts;
  private final int limit;
  private final AtomicInteger open; // shared by the guards of all event loops
  private final IdentityHashMap<HttpConnection, State> states = new IdentityHashMap<>();

  /** Of an open connection. */
  private static final class State {
    int requests; // being answered: several with HTTP/2
    long timer = NO_TIMER;
  }

  ConnectionGuard(Vertx vertx, Timeouts timeouts, int limit, AtomicInteger open) {
    this.vertx = vertx;
    this.timeouts = timeouts;
    this.limit = limit;
    this.open = open;
  }

  void opened(HttpConnection connection) {
    State state = new State();
    states.put(connection, state);
    connection.closeHandler(closed -> closed(connection));
    if (open.incrementAndGet() > limit) {
      connection.close();
    } else {
      await(connection, state, timeouts.header());
    }
  }

  private void closed(HttpConnection connection) {
    open.decrementAndGet();
    State state = states.remove(connection);
    if (state != null) {
      stopWaiting(state);
    }
  }

  /** A request's header is complete. */
  void requestBegan(HttpConnection connection) {
    State state = states.get(connection);
    if (state != null) {
      state.requests++;
      stopWaiting(state);
    }
  }

  /** An answer is complete, or given up; the connection may bring another request. */
  void answered(HttpConnection connection) {
    State state = states.get(connection);
    if (state != null && --state.requests == 0) {
      await(connection, state, timeouts.keepAlive());
    }
  }

  private void await(HttpConnection connection, State state, Duration patience) {
    stopWaiting(state);
    state.timer = vertx.setTimer(patience.toMillis(), timer -> connection.close());
  }

  private void stopWaiting(State state) {
    if (state.timer != NO_TIMER) {
      vertx.cancelTimer(state.timer);
      state.timer = NO_TIMER;
    }
  }
}
