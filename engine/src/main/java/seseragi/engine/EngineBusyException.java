package seseragi.engine;

import java.time.Duration;

/** The queue is full, or the engine is shutting down. Nothing was started; try again later. */
public final class EngineBusyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Duration retryAfter;

  public EngineBusyException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** When another try is worthwhile, an estimate. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
