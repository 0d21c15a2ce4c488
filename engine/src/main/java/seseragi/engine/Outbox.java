package seseragi.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Events of one request on their way from the engine's thread to the listener, which is called by
 * another thread, one call at a time. A slow listener never makes the engine wait: what it has not
 * yet taken is put together, so that at most a few events per choice wait, however long their texts
 * are.
 */
final class Outbox {
  private final GenerationListener listener;
  private final int maxPendingBytes;
  private final Executor executor;
  private final Consumer<Throwable> onListenerFailure;
  private final Runnable onDelivered;

  // guarded by this
  private final PendingChoice[] choices; // [choices]
  private final List<GenerationEvent> beginnings = new ArrayList<>(2); // Queued, Started
  private final List<GenerationEvent> terminal = new ArrayList<>(1);
  private long pendingBytes;
  private boolean scheduled; // a delivery runs, or will

  private boolean listenerFailed; // belongs to the delivery that runs

  /**
   * @param executor runs deliveries
   * @param onListenerFailure told once, by the delivering thread, when the listener throws
   * @param onDelivered told by the delivering thread after the terminal event
   */
  Outbox(
      GenerationListener listener,
      int choiceCount,
      int maxPendingBytes,
      Executor executor,
      Consumer<Throwable> onListenerFailure,
      Runnable onDelivered) {
    this.listener = listener;
    this.maxPendingBytes = maxPendingBytes;
    this.executor = executor;
    this.onListenerFailure = onListenerFailure;
    this.onDelivered = onDelivered;
    choices = new PendingChoice[choiceCount];
    for (int i = 0; i < choiceCount; i++) {
      choices[i] = new PendingChoice(i);
    }
  }

  /** The newest position replaces one that was not yet delivered. */
  void queued(int position) {
    synchronized (this) {
      beginnings.clear();
      beginnings.add(new GenerationEvent.Queued(position));
    }
    deliverSoon();
  }

  /**
   * @param promptText text with which every choice begins; does not count as pending
   */
  void started(int promptTokens, int cachedTokens, String promptText) {
    synchronized (this) {
      beginnings.clear();
      beginnings.add(new GenerationEvent.Started(promptTokens, cachedTokens));
      for (PendingChoice choice : choices) {
        choice.text.append(promptText);
      }
    }
    deliverSoon();
  }

  /**
   * Adds text.
   *
   * @return false if too much waits for the listener
   */
  boolean delta(int choice, String text, int tokens, List<TokenLogprob> logprobs) {
    boolean bearable;
    synchronized (this) {
      pendingBytes += choices[choice].add(text, tokens, logprobs);
      bearable = pendingBytes <= maxPendingBytes;
    }
    deliverSoon();
    return bearable;
  }

  void choiceFinished(int choice, FinishReason reason) {
    synchronized (this) {
      choices[choice].finished.add(new GenerationEvent.ChoiceFinished(choice, reason));
    }
    deliverSoon();
  }

  /** Ends the stream; nothing may be added then. */
  void end(GenerationEvent last) {
    synchronized (this) {
      terminal.add(last);
    }
    try {
      deliverSoon();
    } catch (Throwable _) { // no later event would try again
      synchronized (this) {
        scheduled = true;
      }
      deliver();
    }
  }

  private void deliverSoon() {
    synchronized (this) {
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    try {
      executor.execute(this::deliver);
    } catch (Throwable failure) { // no memory for a thread: the next event tries again
      synchronized (this) {
        scheduled = false;
      }
      throw failure;
    }
  }

  private void deliver() {
    for (List<GenerationEvent> events = take(); !events.isEmpty(); events = take()) {
      for (GenerationEvent event : events) {
        hand(event);
      }
    }
  }

  private synchronized List<GenerationEvent> take() {
    List<GenerationEvent> events = new ArrayList<>(beginnings);
    beginnings.clear();
    for (PendingChoice choice : choices) {
      choice.takeInto(events);
    }
    pendingBytes = 0;
    events.addAll(terminal);
    terminal.clear();
    scheduled = !events.isEmpty();
    return events;
  }

  private void hand(GenerationEvent event) {
    boolean last = isTerminal(event);
    if (!listenerFailed || last) {
      try {
        listener.onEvent(event);
      } catch (Throwable failure) { // whatever a listener throws concerns its own request only
        listenerFailed = true;
        onListenerFailure.accept(failure);
      }
    }
    if (last) {
      onDelivered.run();
    }
  }

  private static boolean isTerminal(GenerationEvent event) {
    return switch (event) {
      case GenerationEvent.Queued _,
          GenerationEvent.Started _,
          GenerationEvent.Delta _,
          GenerationEvent.ChoiceFinished _ ->
          false;
      case GenerationEvent.Ended _, GenerationEvent.Failed _ -> true;
    };
  }

  /** What waits of one choice. */
  private static final class PendingChoice {
    private static final int LOGPROB_BYTES = 32;

    private final int choice;
    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprob> logprobs = new ArrayList<>();
    private final List<GenerationEvent> finished = new ArrayList<>(1);
    private int tokens;

    PendingChoice(int choice) {
      this.choice = choice;
    }

    /** Returns about how many bytes it takes. */
    long add(String more, int moreTokens, List<TokenLogprob> moreLogprobs) {
      text.append(more);
      tokens += moreTokens;
      logprobs.addAll(moreLogprobs);
      long bytes = 2L * more.length();
      for (TokenLogprob logprob : moreLogprobs) {
        bytes += LOGPROB_BYTES * (1L + logprob.top().size());
      }
      return bytes;
    }

    void takeInto(List<GenerationEvent> events) {
      if (!text.isEmpty() || !logprobs.isEmpty()) {
        events.add(new GenerationEvent.Delta(choice, text.toString(), tokens, logprobs));
        text.setLength(0);
        logprobs.clear();
        tokens = 0;
      }
      events.addAll(finished);
      finished.clear();
    }
  }
}
