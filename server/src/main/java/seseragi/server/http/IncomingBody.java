package seseragi.server.http;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A body as it comes, counted in a budget until it is released. Event loop only. */
final class IncomingBody {
  private final int limit;
  private final AtomicLong buffered;
  private final long budget;
  private Buffer bytes = Buffer.buffer();
  private long counted;

  IncomingBody(int limit, AtomicLong buffered, long budget) {
    this.limit = limit;
    this.buffered = buffered;
    this.budget = budget;
  }

  /** Takes a part, or says why not. */
  Optional<Fault> append(Buffer part) {
    if (bytes.length() + (long) part.length() > limit) {
      return Optional.of(tooLarge(limit));
    }
    if (buffered.addAndGet(part.length()) > budget) {
      buffered.addAndGet(-part.length());
      return Optional.of(
          Fault.later(
              503,
              "unavailable_error",
              "too_many_bodies",
              "the server is reading too much at the moment; try again",
              Duration.ofSeconds(1)));
    }
    counted += part.length();
    bytes.appendBuffer(part);
    return Optional.empty();
  }

  /** The whole body, once; it stays counted. */
  byte[] take() {
    byte[] whole = bytes.getBytes();
    bytes = Buffer.buffer();
    return whole;
  }

  /** Counts it no more. Idempotent. */
  void release() {
    buffered.addAndGet(-counted);
    counted = 0;
    bytes = Buffer.buffer();
  }

  static Fault tooLarge(int limit) {
    return Fault.of(
        413, "body_too_large", "the body is larger than %d bytes, the limit".formatted(limit));
  }
}
