package seseragi.engine;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import seseragi.engine.gguf.ModelFormatException;
import seseragi.engine.model.LoadProgress;
import seseragi.engine.model.Model;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.kernels.Kernels;

/**
 * Generates text for many requests at once with one model.
 *
 * <p>All methods may be called by any thread and none but {@link #shutdown} blocks. Exactly one
 * terminal event follows every {@link #submit} that returns.
 */
public interface Engine extends AutoCloseable {
  /**
   * An engine for a model file.
   *
   * @throws ModelFormatException if the file is damaged, or of a kind that is not supported
   * @throws UncheckedIOException if the file does not exist or cannot be read
   * @throws InvalidParameterException if the KV cache would hold nothing
   */
  static Engine open(Path file, EngineOptions options) {
    return open(file, options, LoadProgress.NONE);
  }

  /** The same; {@code progress} hears how far loading is, on the calling thread. */
  static Engine open(Path file, EngineOptions options, LoadProgress progress) {
    return open(file, options, progress, kernels -> kernels);
  }

  /**
   * The same, with kernels that the caller puts around those that were chosen for this machine, as
   * {@link seseragi.kernels.profile.ProfiledKernels}. Those that were chosen are closed with the
   * engine.
   *
   * @param around called once, before anything is loaded
   */
  static Engine open(
      Path file, EngineOptions options, LoadProgress progress, UnaryOperator<Kernels> around) {
    return EngineOpener.open(file, options, progress, around, Optional.empty());
  }

  /**
   * An engine in the same process as {@code neighbour} and with the same threads, so that both
   * together take no more processors than one. Where both have work they take turns, half a
   * millisecond at a time. Either may be closed first.
   *
   * @param options {@code threads} does not count
   * @throws IllegalArgumentException if the neighbour was not opened from a file
   * @throws IllegalStateException if the neighbour is closed
   * @throws ModelFormatException as {@link #open(Path, EngineOptions)}, and the others
   */
  static Engine openBeside(Engine neighbour, Path file, EngineOptions options) {
    Optional<Kernels> kernels =
        neighbour instanceof LocalEngine local ? local.kernels() : Optional.empty();
    if (kernels.isEmpty()) {
      throw new IllegalArgumentException("neighbour has no threads of its own to share");
    }
    return EngineOpener.open(file, options, LoadProgress.NONE, own -> own, kernels);
  }

  /**
   * An engine for a model that is loaded already; it closes the model when it is closed.
   *
   * @param info what to say about the model; its context length is set to the one served
   * @throws InvalidParameterException if the KV cache would hold nothing
   */
  static Engine of(Model model, Tokenizer tokenizer, ModelInfo info, EngineOptions options) {
    Resources resources = new Resources();
    resources.add(model);
    return new LocalEngine(
        EngineParts.of(model, tokenizer, options), info, Optional.empty(), resources);
  }

  /**
   * Puts a request into the queue.
   *
   * @throws InvalidParameterException if the request can never be served: the prompt is longer than
   *     the context or the KV cache, or names tokens that do not exist
   * @throws EngineBusyException if the queue is full or the engine is shutting down
   * @throws EngineFailedException if the engine {@link #failed}
   */
  Generation submit(GenerationRequest request, GenerationListener listener);

  /**
   * Submits a request of one choice and gives its text to the calling thread, as it comes.
   *
   * @throws InvalidParameterException as {@link #submit}, or if the request has several choices
   * @throws EngineBusyException as {@link #submit}
   */
  default TextStream generate(GenerationRequest request) {
    if (request.choices() != 1) {
      throw new InvalidParameterException("n", request.choices(), "1 for a text stream");
    }
    return TextStream.submit(this, request);
  }

  /** Continues a text greedily until the model ends, without any template. */
  default TextStream generate(String text) {
    return generate(GenerationRequest.of(tokenizer().encode(text, true, false)));
  }

  /** The vocabulary of the model. */
  Tokenizer tokenizer();

  /** What is loaded. */
  ModelInfo model();

  /** What computes, as a line for people; empty if that is not known. */
  default String backend() {
    return "";
  }

  /**
   * True when the engine has failed for good: the requests that it had end with an error, and none
   * is taken any more.
   */
  default boolean failed() {
    return false;
  }

  /** A consistent snapshot, at most one step old. */
  EngineStats stats();

  /**
   * Looks at the KV cache, for people who watch it: for each block, how many sequences hold it; 0
   * for a free one, -1 for one that only the prefix cache keeps. Costs the engine nothing unless it
   * is asked.
   *
   * @return completed before the next step, on the engine's thread: attach nothing to it that takes
   *     time; never completed if the engine is closed first; empty if blocks are not known
   */
  default CompletableFuture<int[]> blockHolders() {
    return CompletableFuture.completedFuture(new int[0]);
  }

  /**
   * Adds an observer of steps and requests; it is called on the engine's thread and must be quick.
   */
  void observe(EngineObserver observer);

  /**
   * Takes no more requests, lets those that were accepted finish until the deadline, cancels the
   * rest and waits for their terminal events; for listeners that take their time, 5 s at most.
   *
   * @return true if nothing had to be cancelled
   */
  boolean shutdown(Duration deadline);

  /** {@link #shutdown} without patience; gives all memory back. Idempotent. */
  @Override
  void close();
}
