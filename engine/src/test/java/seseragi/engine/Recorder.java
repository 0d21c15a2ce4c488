package seseragi.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Writes down the events of one request and refuses those that must not come. */
final class Recorder implements GenerationListener {
  private final List<GenerationEvent> events = new ArrayList<>();
  private final List<StringBuilder> texts = new ArrayList<>();
  private final List<FinishReason> reasons = new ArrayList<>();
  private final List<List<TokenLogprob>> logprobs = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Consumer<GenerationEvent> also;
  private String violation = "";
  private boolean started;
  private boolean broken; // threw: only the terminal event still comes

  Recorder(int choices) {
    this(choices, _ -> {});
  }

  /**
   * @param also called with each event after it was written down; may throw
   */
  Recorder(int choices, Consumer<GenerationEvent> also) {
    this.also = also;
    for (int i = 0; i < choices; i++) {
      texts.add(new StringBuilder());
      reasons.add(null);
      logprobs.add(new ArrayList<>());
    }
  }

  @Override
  public synchronized void onEvent(GenerationEvent event) {
    if (ended()) {
      violation = "after the terminal event came " + event;
    }
    events.add(event);
    switch (event) {
      case GenerationEvent.Queued _ -> refuseIf(started, event);
      case GenerationEvent.Started _ -> {
        refuseIf(started, event);
        started = true;
      }
      case GenerationEvent.Delta delta -> {
        refuseIf(!started || reasons.get(delta.choice()) != null, event);
        texts.get(delta.choice()).append(delta.text());
        logprobs.get(delta.choice()).addAll(delta.logprobs());
      }
      case GenerationEvent.ChoiceFinished finished -> {
        refuseIf(reasons.get(finished.choice()) != null, event);
        reasons.set(finished.choice(), finished.reason());
      }
      case GenerationEvent.Ended _ -> {
        refuseIf(reasons.contains(null) && !broken, event);
        end.countDown();
      }
      case GenerationEvent.Failed _ -> end.countDown();
    }
    try {
      also.accept(event);
    } catch (RuntimeException failure) {
      broken = true;
      throw failure;
    }
  }

  private void refuseIf(boolean wrong, GenerationEvent event) {
    if (wrong && violation.isEmpty()) {
      violation = "unexpected " + event + " after " + events;
    }
  }

  /** Empty unless an event came that must not come. */
  synchronized String violation() {
    return violation;
  }

  boolean ended() {
    return end.getCount() == 0;
  }

  /** Waits for the terminal event; fails after a minute. */
  Recorder await() throws InterruptedException {
    if (!end.await(Duration.ofMinutes(1).toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("no terminal event after " + events());
    }
    return this;
  }

  synchronized List<GenerationEvent> events() {
    return List.copyOf(events);
  }

  synchronized String text(int choice) {
    return texts.get(choice).toString();
  }

  synchronized FinishReason reason(int choice) {
    return reasons.get(choice);
  }

  synchronized List<TokenLogprob> logprobs(int choice) {
    return List.copyOf(logprobs.get(choice));
  }

  synchronized boolean failed() {
    return !events.isEmpty() && events.getLast() instanceof GenerationEvent.Failed;
  }

  synchronized Usage usage() {
    return switch (events.getLast()) {
      case GenerationEvent.Ended ended -> ended.usage();
      case GenerationEvent.Failed failed -> failed.usage();
      case GenerationEvent other -> throw new AssertionError("not terminal: " + other);
    };
  }
}
