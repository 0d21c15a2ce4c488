package seseragi.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/**
 * Closes a connection whose client may still be sending. If the socket were closed at once, what
 * the client sends would be answered by a reset, and the answer might be lost on its way.
 */
final class Lingering {
  private static final long PATIENCE_MILLIS = 1000;

  private Lingering() {}

  static void close(HttpServerRequest request, Vertx vertx) {
    if (request.isEnded()) {
      request.connection().close();
      return;
    }
    long timer = vertx.setTimer(PATIENCE_MILLIS, expired -> request.connection().close());
    request.handler(discarded -> {});
    request.endHandler(
        ended -> {
          vertx.cancelTimer(timer);
          request.connection().close();
        });
    request.resume();
  }
}
