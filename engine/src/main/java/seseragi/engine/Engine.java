package seseragi.engine;

import java.time.Duration;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.engine.tokenizer.Tokenizer;

/**
 * Generates text for many requests at once with one model.
 *
 * <p>All methods may be called by any thread and none but {@link #shutdown} blocks. Exactly one
 * terminal event follows every {@link #submit} that returns.
 */
public interface Engine extends AutoCloseable {
  /**
   * Puts a request into the queue.
   *
   * @throws InvalidParameterException if the request can never be served: the prompt is longer than
   *     the context or the KV cache, or names tokens that do not exist
   * @throws EngineBusyException if the queue is full or the engine is shutting down
   */
  Generation submit(GenerationRequest request, GenerationListener listener);

  /** The vocabulary of the model. */
  Tokenizer tokenizer();

  /** What is loaded. */
  ModelInfo model();

  /** A consistent snapshot, at most one step old. */
  EngineStats stats();

  /**
   * Adds an observer of steps and requests; it is called on the engine's thread and must be quick.
   */
  void observe(EngineObserver observer);

  /**
   * Takes no more requests, lets those that were accepted finish until the deadline, cancels the
   * rest and waits for their terminal events.
   *
   * @return true if nothing had to be cancelled
   */
  boolean shutdown(Duration deadline);

  /** {@link #shutdown} without patience; gives all memory back. Idempotent. */
  @Override
  void close();
}
