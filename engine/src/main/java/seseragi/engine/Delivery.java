package seseragi.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import seseragi.engine.sampling.Sampler;
import seseragi.engine.schedule.Scheduler;
import seseragi.engine.schedule.StepPlan;
import seseragi.engine.tokenizer.Tokenizer;

/**
 * From sampled tokens to events: decides when a choice is over, and tells listeners and observers.
 * Every request that was accepted gets exactly one terminal event. Belongs to the engine's thread.
 */
final class Delivery {
  private final Scheduler<Choice> scheduler;
  private final Admission admission;
  private final EngineObserver observers;
  private final LongSupplier nanoTime;
  private final int capacity; // tokens at which a sequence ends
  private final BitSet endOfGeneration = new BitSet();
  private final Set<ActiveRequest> live = new LinkedHashSet<>(); // accepted, not ended
  private final List<ActiveRequest> queue =
      new ArrayList<>(); // of those, not started; oldest first
  private long promptTokens;
  private long generatedTokens;

  Delivery(
      Scheduler<Choice> scheduler,
      Admission admission,
      Tokenizer tokenizer,
      EngineObserver observers,
      LongSupplier nanoTime,
      int capacity) {
    this.scheduler = scheduler;
    this.admission = admission;
    this.observers = observers;
    this.nanoTime = nanoTime;
    this.capacity = capacity;
    tokenizer.endOfGeneration().forEach(endOfGeneration::set);
  }

  /** Takes responsibility for a request. */
  void accept(ActiveRequest request) {
    live.add(request);
    queue.add(request);
    for (Choice choice : request.choices) {
      scheduler.add(choice);
    }
  }

  /** Tells those whose first step this is, and those whose place in the queue changed. */
  void announce(StepPlan<Choice> plan) {
    for (int i = 0; i < plan.size(); i++) {
      ActiveRequest request = plan.sequence(i).owner;
      if (!request.started) {
        start(request);
      }
    }
    for (int i = 0; i < queue.size(); i++) {
      ActiveRequest request = queue.get(i);
      if (request.queuePosition != i) {
        request.queuePosition = i;
        request.outbox.queued(i);
      }
    }
  }

  private void start(ActiveRequest request) {
    request.started = true;
    request.startedNanos = nanoTime.getAsLong();
    queue.remove(request);
    admission.started();
    promptTokens += request.request.prompt().length;
    request.outbox.started(
        request.request.prompt().length, request.cachedTokens(), request.promptText);
  }

  /** Brings a computed step to an end: keeps what was computed, delivers what was sampled. */
  void deliver(StepPlan<Choice> plan) {
    long now = nanoTime.getAsLong();
    for (int i = 0; i < plan.size(); i++) {
      Choice choice = plan.sequence(i);
      if (!choice.finished()) { // or its request failed a moment ago
        boolean sampled = plan.wantsLogits(i);
        scheduler.advance(choice, plan.count(i));
        if (sampled) {
          deliver(choice, now);
        }
      }
    }
  }

  private void deliver(Choice choice, long now) {
    if (choice.next == Sampler.NOT_FINITE) {
      fail(choice.owner, "the model computed a number that is not finite");
      return;
    }
    scheduler.append(choice, choice.next);
    choice.undelivered++;
    generatedTokens++;
    observeToken(choice, now);
    GenerationRequest request = choice.owner.request;
    boolean end = endOfGeneration.get(choice.next);
    boolean stopped = !(end && request.skipSpecialTokens()) && show(choice);
    if (stopped || (end && !request.ignoreEndOfText())) {
      finish(choice, FinishReason.STOP);
    } else if (choice.generated() >= request.maxTokens() || choice.length() >= capacity) {
      finish(choice, FinishReason.LENGTH);
    } else if (!send(choice, choice.logprobs.take(choice.text.released()))) {
      fail(choice.owner, "the reader is too slow: too much text waits for it");
    }
  }

  /** Adds the token to the text; true if that completes a stop string. */
  private static boolean show(Choice choice) {
    long before = choice.text.produced();
    boolean stopped = choice.text.append(choice.next);
    if (choice.owner.request.logprobs() >= 0) {
      choice.logprobs.add(choice.nextLogprob, before, choice.text.produced());
    }
    return stopped;
  }

  private static boolean send(Choice choice, List<TokenLogprob> logprobs) {
    String text = choice.text.take();
    if (text.isEmpty() && logprobs.isEmpty()) {
      return true;
    }
    int tokens = choice.undelivered;
    choice.undelivered = 0;
    return choice.owner.outbox.delta(choice.choice(), text, tokens, logprobs);
  }

  private void finish(Choice choice, FinishReason reason) {
    ActiveRequest request = choice.owner;
    choice.text.finish();
    boolean cut = choice.text.stopped();
    send(choice, cut ? choice.logprobs.take(choice.text.released()) : choice.logprobs.takeAll());
    request.outbox.choiceFinished(choice.choice(), reason);
    scheduler.finish(choice);
    if (choice.choice() == 0) {
      request.firstChoiceReason = reason;
    }
    if (--request.unfinishedChoices == 0) {
      end(request, new GenerationEvent.Ended(request.usage()), request.firstChoiceReason);
    }
  }

  /** Ends a request because whoever asked went away; nothing if it has ended. */
  void cancel(ActiveRequest request) {
    if (!request.ended) {
      for (Choice choice : request.choices) {
        if (!choice.finished()) {
          scheduler.finish(choice);
          request.outbox.choiceFinished(choice.choice(), FinishReason.CANCELLED);
        }
      }
      end(request, new GenerationEvent.Ended(request.usage()), FinishReason.CANCELLED);
    }
  }

  /** Ends a request for a reason that its asker may read; nothing if it has ended. */
  void fail(ActiveRequest request, String reason) {
    if (!request.ended) {
      for (Choice choice : request.choices) {
        scheduler.finish(choice);
      }
      end(request, new GenerationEvent.Failed(reason, request.usage()), FinishReason.ERROR);
    }
  }

  /** The same, when blocks and sequences may be in disorder: they stay as they are. */
  void abandon(ActiveRequest request, String reason) {
    if (!request.ended) {
      end(request, new GenerationEvent.Failed(reason, request.usage()), FinishReason.ERROR);
    }
  }

  private void end(ActiveRequest request, GenerationEvent last, FinishReason reason) {
    request.ended = true;
    live.remove(request);
    if (!request.started) {
      queue.remove(request);
      admission.started();
    }
    request.outbox.end(last);
    observers.onEnd(request.report(reason, nanoTime.getAsLong()));
    admission.ended(); // last, because who waits for the end may then look at everything
  }

  private void observeToken(Choice choice, long now) {
    ActiveRequest request = choice.owner;
    if (!request.hasToken) {
      request.hasToken = true;
      request.firstTokenNanos = now;
      observers.onFirstToken(now - request.submittedNanos);
    } else if (choice.generated() > 1) {
      observers.onNextToken(now - choice.lastTokenNanos);
    }
    choice.lastTokenNanos = now;
  }

  /** Requests without a terminal event, oldest first; a copy. */
  Collection<ActiveRequest> live() {
    return List.copyOf(live);
  }

  int running() {
    return live.size() - queue.size();
  }

  int waiting() {
    return queue.size();
  }

  long promptTokens() {
    return promptTokens;
  }

  long generatedTokens() {
    return generatedTokens;
  }
}
