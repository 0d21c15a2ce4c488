package seseragi.engine;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.engine.tokenizer.Tokenizer;

/**
 * The door: refuses at once what can never be served and what finds the queue full, and counts who
 * is inside. Thread-safe.
 */
final class Admission {
  private final Tokenizer tokenizer;
  private final Limits limits;
  private final LongSupplier nanoTime;
  private final System.Logger log;
  private final Executor deliveries;
  private final AtomicLong ids = new AtomicLong();

  // guarded by this
  private int queued; // accepted, not started
  private int openPlaces; // that could be started at once
  private int unended; // accepted, no terminal event yet
  private int undelivered; // accepted, terminal event not yet with the listener
  private double nanosPerRequest = 1e9; // between two requests that end, smoothed
  private long lastEndNanos;
  private boolean closed;
  private boolean failed;

  /**
   * @param contextLength longest sequence, prompt and answer
   * @param kvTokens tokens that the KV cache holds
   */
  record Limits(
      int vocabularySize,
      int contextLength,
      int kvTokens,
      int maxSequences,
      int maxQueue,
      int maxPendingBytes) {
    /** Tokens at which a sequence ends in any case. */
    int capacity() {
      return Math.min(contextLength, kvTokens);
    }
  }

  Admission(EngineParts parts, Executor deliveries) {
    this.tokenizer = parts.tokenizer();
    this.limits = parts.limits();
    this.nanoTime = parts.nanoTime();
    this.log = parts.log();
    this.deliveries = deliveries;
    this.openPlaces = limits.maxSequences();
    this.lastEndNanos = nanoTime.getAsLong();
  }

  /** A request that may go to the engine's thread, which owes it exactly one {@link #ended}. */
  ActiveRequest admit(
      GenerationRequest request, GenerationListener listener, Consumer<ActiveRequest> canceller) {
    check(request);
    enter();
    try {
      return create(request, listener, canceller);
    } catch (Throwable failure) {
      started();
      ended();
      delivered();
      throw failure;
    }
  }

  private ActiveRequest create(
      GenerationRequest request, GenerationListener listener, Consumer<ActiveRequest> canceller) {
    long id = ids.incrementAndGet();
    ActiveRequest[] self = new ActiveRequest[1]; // set before its first delivery can run
    Outbox outbox =
        new Outbox(
            listener,
            request.choices(),
            limits.maxPendingBytes(),
            deliveries,
            failure -> {
              log.log(System.Logger.Level.WARNING, "the listener of request " + id, failure);
              canceller.accept(self[0]);
            },
            this::delivered);
    self[0] = new ActiveRequest(id, request, tokenizer, outbox, nanoTime.getAsLong(), canceller);
    return self[0];
  }

  private void check(GenerationRequest request) {
    int length = request.prompt().length;
    refuseUnless(
        length < limits.contextLength(),
        "prompt",
        length + " tokens",
        "at most %d, one less than the context".formatted(limits.contextLength() - 1));
    refuseUnless(
        length < limits.kvTokens(),
        "prompt",
        length + " tokens",
        "at most %d, one less than the KV cache holds".formatted(limits.kvTokens() - 1));
    for (int token : request.prompt()) {
      refuseUnless(isToken(token), "prompt", "token " + token, tokenRange());
    }
    for (int token : request.sampling().logitBias().keySet()) {
      refuseUnless(isToken(token), "logit_bias", "token " + token, tokenRange());
    }
  }

  private boolean isToken(int token) {
    return token >= 0 && token < limits.vocabularySize();
  }

  private String tokenRange() {
    return "tokens from 0 to " + (limits.vocabularySize() - 1);
  }

  private static void refuseUnless(boolean valid, String parameter, String value, String expected) {
    if (!valid) {
      throw new InvalidParameterException(parameter, value, expected);
    }
  }

  private synchronized void enter() {
    if (failed) {
      throw new EngineFailedException();
    }
    if (closed) {
      throw new EngineBusyException("the engine is shutting down", Duration.ofSeconds(10));
    }
    if (queued >= limits.maxQueue() + openPlaces) {
      throw new EngineBusyException(
          "%d requests are waiting already".formatted(queued), retryAfter());
    }
    queued++;
    unended++;
    undelivered++;
  }

  /** When the queue will probably have moved on by one: 1 s to 1 min. */
  private Duration retryAfter() {
    long seconds = Math.round(Math.clamp(nanosPerRequest / 1e9, 1, 60));
    return Duration.ofSeconds(seconds);
  }

  /** How many more could be started at once, were they here. */
  synchronized void openPlaces(int places) {
    openPlaces = places;
  }

  /** A request left the queue. */
  synchronized void started() {
    queued--;
  }

  /** A request has its terminal event. */
  synchronized void ended() {
    unended--;
    long now = nanoTime.getAsLong();
    nanosPerRequest += 0.1 * (now - lastEndNanos - nanosPerRequest);
    lastEndNanos = now;
    notifyAll();
  }

  private synchronized void delivered() {
    undelivered--;
    notifyAll();
  }

  /** Lets nobody in any more. */
  synchronized void close() {
    closed = true;
  }

  /** Lets nobody in any more, as nobody would answer. */
  synchronized void fail() {
    failed = true;
  }

  synchronized boolean failed() {
    return failed;
  }

  /** Waits until every request has its terminal event; false if the time was not enough. */
  boolean awaitEnded(Duration patience) {
    return await(patience, true);
  }

  /** Waits until every listener has its terminal event; false if the time was not enough. */
  boolean awaitDelivered(Duration patience) {
    return await(patience, false);
  }

  private synchronized boolean await(Duration patience, boolean endOnly) {
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(patience);
    boolean interrupted = false;
    while ((endOnly ? unended : undelivered) > 0) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException _) {
        interrupted = true;
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return (endOnly ? unended : undelivered) == 0;
  }
}
