package seseragi.engine;

/** Why a choice came to its end. */
public enum FinishReason {
  /** The model said so, or a stop string appeared. */
  STOP,
  /** {@code max_tokens}, or the context or KV cache is full. */
  LENGTH,
  /** Whoever asked went away or asked for it. */
  CANCELLED,
  /** A fault of the engine or a reader that was too slow. */
  ERROR
}
