package seseragi.server.http;

import io.vertx.core.MultiMap;
import java.time.Duration;

/** Header fields that tell a client's library what to do about an error. */
final class FaultHeaders {
  private FaultHeaders() {}

  static void add(MultiMap headers, Fault fault) {
    // the official clients repeat every 408, 409, 429 and 5xx twice unless they are told
    headers.set("X-Should-Retry", fault.retryAfter().isPresent() ? "true" : "false");
    fault
        .retryAfter()
        .ifPresent(
            after -> {
              headers.set("Retry-After", Long.toString(seconds(after)));
              headers.set("Retry-After-Ms", Long.toString(after.toMillis()));
            });
    if (fault.status() == 401) {
      headers.set("WWW-Authenticate", "Bearer");
    }
  }

  /** Whole seconds, at least one. */
  private static long seconds(Duration d) {
    return Math.max(1, (d.toMillis() + 999) / 1000);
  }
}
