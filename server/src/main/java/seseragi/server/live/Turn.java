package seseragi.server.live;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import seseragi.engine.Generation;
import seseragi.engine.GenerationEvent;
import seseragi.engine.GenerationRequest;
import seseragi.engine.sampling.SamplingParams;
import seseragi.server.http.TextSocket;
import seseragi.server.serving.Outbox;
import seseragi.server.serving.ServedModel;

/** A question's answer on its way. Its state belongs to the connection's thread. */
final class Turn {
  private final TextSocket socket;
  private final Consumer<String> onAnswer;
  private final Outbox<Turn> outbox;
  private final StringBuilder answer = new StringBuilder();
  private Runnable onEnd = () -> {};
  private Runnable cancel = () -> {};
  private boolean cancelled;
  private boolean waiting;
  private boolean over;

  /**
   * @param maxUnsent bytes, roughly, that may wait for a slow reader
   * @param onAnswer takes the text of the answer, as far as it came, when the turn ends
   */
  Turn(TextSocket socket, int maxUnsent, Consumer<String> onAnswer) {
    this.socket = socket;
    this.onAnswer = onAnswer;
    outbox = new Outbox<>(maxUnsent);
  }

  /** What to do when the turn is over. Before {@link #submit}. */
  void onEnd(Runnable action) {
    onEnd = action;
  }

  /** Asks the engine; on any thread, once. What it refuses ends the turn and is thrown. */
  void submit(ServedModel model, int[] prompt) {
    GenerationRequest request =
        new GenerationRequest(
            prompt,
            new SamplingParams(
                1, 0, 1, 0, 1, 0, 0, Map.of(), ThreadLocalRandom.current().nextLong()),
            GenerationRequest.UNLIMITED,
            1,
            List.of(),
            false,
            -1,
            true,
            true);
    try {
      Generation generation =
          model.engine().submit(request, event -> socket.loop().execute(() -> accept(event)));
      socket.loop().execute(() -> accepted(generation));
    } catch (RuntimeException e) {
      onEnd.run();
      throw e;
    }
  }

  boolean isOver() {
    return over;
  }

  private void accepted(Generation generation) {
    cancel = generation::cancel;
    if (cancelled) {
      generation.cancel();
    }
  }

  /** Ends the answer here; the client wants something else. */
  void interrupt() {
    if (!over) {
      outbox.clear();
      socket.send(Marker.END);
      stop();
    }
  }

  /** Ends the answer here and says why. */
  void fail(String reason) {
    if (!over) {
      outbox.clear();
      socket.send(Marker.error(reason));
      socket.send(Marker.END);
      stop();
    }
  }

  /** The client is gone. */
  void abandon() {
    if (!over) {
      outbox.clear();
      stop();
    }
  }

  private void stop() {
    cancelled = true;
    cancel.run();
    end();
  }

  private void end() {
    over = true;
    onAnswer.accept(answer.toString());
    onEnd.run();
  }

  private void accept(GenerationEvent event) {
    if (over) {
      return;
    }
    if (!waiting) {
      write(event);
      waitIfFull();
    } else if (!outbox.add(this, event)) {
      abandon();
      socket.close(TextSocket.POLICY_VIOLATION, "too much text waited for this client to read it");
    }
  }

  private void flush() {
    waiting = false;
    while (!over && !outbox.isEmpty() && socket.isWritable()) {
      write(outbox.remove().event());
    }
    waitIfFull();
  }

  private void waitIfFull() {
    if (!over && !socket.isWritable()) {
      waiting = true;
      socket.onWritable(this::flush);
    }
  }

  private void write(GenerationEvent event) {
    switch (event) {
      case GenerationEvent.Queued queued -> {}
      case GenerationEvent.Started started -> {}
      case GenerationEvent.Delta delta -> {
        answer.append(delta.text());
        if (!delta.text().isEmpty()) {
          Marker.harmless(delta.text()).forEach(socket::send);
        }
      }
      case GenerationEvent.ChoiceFinished choice -> {}
      case GenerationEvent.Ended ended -> {
        socket.send(Marker.END);
        end();
      }
      case GenerationEvent.Failed failed -> fail(failed.reason());
    }
  }
}
