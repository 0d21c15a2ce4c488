package seseragi.engine;

/**
 * Watches an engine, for metrics. Called on the engine's thread: quick, no lock that others hold
 * long. Times are nanoseconds of a monotonic clock.
 */
public interface EngineObserver {
  /**
   * After a step.
   *
   * @param decodeTokens rows that generated
   * @param prefillTokens prompt tokens computed
   * @param nanos duration of the step
   */
  default void onStep(int decodeTokens, int prefillTokens, long nanos) {}

  /** The first token of a request, {@code nanos} after its submission. */
  default void onFirstToken(long nanos) {}

  /** A further token of a choice, {@code nanos} after the one before. */
  default void onNextToken(long nanos) {}

  /** A request ended. */
  default void onEnd(RequestReport report) {}
}
