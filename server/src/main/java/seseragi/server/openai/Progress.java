package seseragi.server.openai;

import seseragi.engine.FinishReason;
import seseragi.engine.Usage;
import seseragi.server.http.Exchange;

/** How far the generations of one request are. Event loop only. */
final class Progress {
  private int remaining;
  private boolean cancelled;
  private String reason = "";
  private Usage usage = new Usage(0, 0, 0);

  /**
   * @param generations how many there are
   */
  Progress(int generations) {
    remaining = generations;
  }

  /** A choice came to its end. */
  void finished(FinishReason why) {
    switch (why) {
      case STOP, LENGTH -> reason = Wire.name(why);
      case CANCELLED, ERROR -> cancelled = true;
    }
  }

  /** A generation came to its end. */
  void ended(Usage its) {
    remaining--;
    usage =
        new Usage(
            usage.promptTokens() + its.promptTokens(),
            usage.cachedTokens() + its.cachedTokens(),
            usage.completionTokens() + its.completionTokens());
  }

  boolean allEnded() {
    return remaining == 0;
  }

  /** True if the engine did not finish a choice. */
  boolean wasCancelled() {
    return cancelled;
  }

  Usage usage() {
    return usage;
  }

  /** Adds what the access log says of an answer. */
  void note(Exchange exchange) {
    exchange.note("prompt_tokens", usage.promptTokens());
    exchange.note("cached_tokens", usage.cachedTokens());
    exchange.note("completion_tokens", usage.completionTokens());
    if (!reason.isEmpty()) {
      exchange.note("finish_reason", reason);
    }
  }
}
