package seseragi.server.openai;

import java.nio.charset.StandardCharsets;
import java.util.List;
import seseragi.engine.GenerationEvent;
import seseragi.server.http.EventStream;
import seseragi.server.http.Exchange;
import seseragi.server.json.JsonText;
import seseragi.server.serving.Outbox;

/**
 * Sends every event on as soon as it comes. While the reader is slow, events wait and texts melt
 * together; when too much waits, the answer ends.
 */
final class StreamSink implements Sink {
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private final Exchange exchange;
  private final Shape shape;
  private final int choicesPerPrompt;
  private final List<String> openings; // [prompts]
  private final boolean includeUsage;
  private final boolean includeProgress;
  private final boolean[] opened; // [prompts * choices]
  private final Progress progress;
  private final Outbox<Integer> outbox;
  private EventStream stream;
  private boolean waiting = true;
  private boolean over;

  /**
   * @param openings what each prompt's answers begin with, empty texts mostly
   * @param maxUnsent bytes, roughly, that may wait for a slow reader
   */
  StreamSink(
      Exchange exchange, Shape shape, List<String> openings, AnswerOptions options, int maxUnsent) {
    this.exchange = exchange;
    this.shape = shape;
    choicesPerPrompt = options.choices();
    this.openings = List.copyOf(openings);
    includeUsage = options.includeUsage();
    includeProgress = options.includeProgress();
    opened = new boolean[openings.size() * choicesPerPrompt];
    progress = new Progress(openings.size());
    outbox = new Outbox<>(maxUnsent);
  }

  @Override
  public void open() {
    stream = exchange.openStream();
    flush();
  }

  @Override
  public void accept(int prompt, GenerationEvent event) {
    if (over) {
      return;
    }
    if (!waiting) {
      write(prompt, event);
      waitIfFull();
    } else if (!outbox.add(prompt, event)) {
      over = true;
      outbox.clear();
      exchange.abort(ApiErrors.tooSlow());
    }
  }

  private void flush() {
    waiting = false;
    while (!over && !outbox.isEmpty() && stream.isWritable()) {
      Outbox.Entry<Integer> entry = outbox.remove();
      write(entry.of(), entry.event());
    }
    waitIfFull();
  }

  private void waitIfFull() {
    if (!over && !stream.isWritable()) {
      waiting = true;
      stream.onWritable(this::flush);
    }
  }

  private void write(int prompt, GenerationEvent event) {
    int first = prompt * choicesPerPrompt;
    switch (event) {
      case GenerationEvent.Queued queued -> progress(queued);
      case GenerationEvent.Started started -> progress(started);
      case GenerationEvent.Delta delta -> {
        openChoice(prompt, first + delta.choice());
        if (!delta.text().isEmpty() || !delta.logprobs().isEmpty()) {
          stream.send(shape.delta(first + delta.choice(), delta.text(), delta.logprobs()));
        }
      }
      case GenerationEvent.ChoiceFinished end -> finish(prompt, first + end.choice(), end);
      case GenerationEvent.Ended end -> {
        progress.ended(end.usage());
        if (progress.allEnded()) {
          finish();
        }
      }
      case GenerationEvent.Failed failed -> {
        over = true;
        exchange.abort(ApiErrors.failed(failed.reason()));
      }
    }
  }

  /** As comments, which clients that do not know them skip. */
  private void progress(GenerationEvent.Queued queued) {
    if (includeProgress) {
      byte[] facts = JsonText.object(out -> out.writeNumberProperty("position", queued.position()));
      stream.comment("queued " + new String(facts, StandardCharsets.US_ASCII));
    }
  }

  private void progress(GenerationEvent.Started started) {
    if (includeProgress) {
      byte[] facts =
          JsonText.object(
              out -> {
                out.writeNumberProperty("prompt_tokens", started.promptTokens());
                out.writeNumberProperty("cached_tokens", started.cachedTokens());
              });
      stream.comment("started " + new String(facts, StandardCharsets.US_ASCII));
    }
  }

  private void openChoice(int prompt, int index) {
    if (!opened[index]) {
      opened[index] = true;
      shape.opening(index).ifPresent(stream::send);
      if (!openings.get(prompt).isEmpty()) {
        stream.send(shape.delta(index, openings.get(prompt), List.of()));
      }
    }
  }

  private void finish(int prompt, int index, GenerationEvent.ChoiceFinished end) {
    progress.finished(end.reason());
    if (!progress.wasCancelled()) {
      openChoice(prompt, index);
      stream.send(shape.finish(index, end.reason()));
    }
  }

  private void finish() {
    over = true;
    progress.note(exchange);
    if (progress.wasCancelled()) {
      exchange.abort(ApiErrors.shuttingDown());
      return;
    }
    if (includeUsage) {
      stream.send(shape.usage(progress.usage()));
    }
    stream.send(DONE);
    stream.end();
  }
}
