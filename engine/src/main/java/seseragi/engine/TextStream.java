package seseragi.engine;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The text of an answer, piece by piece, for a thread that waits for it.
 *
 * <pre>{@code
 * try (TextStream answer = engine.generate("Once upon a time")) {
 *   answer.forEach(System.out::print);
 * }
 * }</pre>
 *
 * <p>Can be read once, by one thread. Whoever reads slowly gets larger pieces; nothing is lost.
 * {@link #close} before the end cancels the request.
 */
public final class TextStream implements Iterable<String>, AutoCloseable {
  private final Generation generation;
  private final Arrivals arrivals;
  private final Pieces pieces = new Pieces();

  private TextStream(Generation generation, Arrivals arrivals) {
    this.generation = generation;
    this.arrivals = arrivals;
  }

  /** Submits a request; {@link Engine#generate(GenerationRequest)} does it. */
  static TextStream submit(Engine engine, GenerationRequest request) {
    Arrivals arrivals = new Arrivals();
    return new TextStream(engine.submit(request, arrivals), arrivals);
  }

  /**
   * The pieces that were not yet read, none of them empty. Waiting for one throws a {@link
   * GenerationFailedException} if the engine could not go on, or if the waiting thread is
   * interrupted, which cancels the request.
   */
  @Override
  public Iterator<String> iterator() {
    return pieces;
  }

  /** All that is left, as one. */
  public String text() {
    StringBuilder text = new StringBuilder();
    forEach(text::append);
    return text.toString();
  }

  /**
   * Why the answer ended.
   *
   * @throws IllegalStateException before the end
   */
  public FinishReason finishReason() {
    return arrivals.finishReason();
  }

  /**
   * Tokens that it took.
   *
   * @throws IllegalStateException before the end
   */
  public Usage usage() {
    return arrivals.usage();
  }

  /** Cancels the request if it has not ended. */
  @Override
  public void close() {
    generation.cancel();
  }

  private final class Pieces implements Iterator<String> {
    private String piece = ""; // the next one, if it was looked for already

    @Override
    public boolean hasNext() {
      if (piece.isEmpty()) {
        try {
          piece = arrivals.take();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          close();
          throw new GenerationFailedException("interrupted while waiting for text");
        }
      }
      return !piece.isEmpty();
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the answer is complete");
      }
      String next = piece;
      piece = "";
      return next;
    }
  }

  /** What came and was not yet read. */
  private static final class Arrivals implements GenerationListener {
    private final StringBuilder text = new StringBuilder();
    private FinishReason reason = FinishReason.ERROR;
    private Usage usage = new Usage(0, 0, 0);
    private String failure = "";
    private boolean ended;

    @Override
    public synchronized void onEvent(GenerationEvent event) {
      switch (event) {
        case GenerationEvent.Queued _, GenerationEvent.Started _ -> {}
        case GenerationEvent.Delta delta -> text.append(delta.text());
        case GenerationEvent.ChoiceFinished finished -> reason = finished.reason();
        case GenerationEvent.Ended end -> end(end.usage());
        case GenerationEvent.Failed failed -> {
          failure = failed.reason();
          end(failed.usage());
        }
      }
      notifyAll();
    }

    private void end(Usage total) {
      usage = total;
      ended = true;
    }

    /** Text, or the empty string at the end. */
    synchronized String take() throws InterruptedException {
      while (text.isEmpty() && !ended) {
        wait();
      }
      if (text.isEmpty() && !failure.isEmpty()) {
        throw new GenerationFailedException(failure);
      }
      String taken = text.toString();
      text.setLength(0);
      return taken;
    }

    synchronized FinishReason finishReason() {
      checkEnded();
      return reason;
    }

    synchronized Usage usage() {
      checkEnded();
      return usage;
    }

    private void checkEnded() {
      if (!ended) {
        throw new IllegalStateException("the answer is not complete");
      }
    }
  }
}
