package seseragi.server.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import seseragi.engine.EngineObserver;
import seseragi.engine.GenerationEvent;

/**
 * Times one repetition of a test by counting tokens. Tokens are counted on the engine's thread; the
 * thread that waits reads the result.
 */
final class TokenMeter implements EngineObserver {
  private final CountDownLatch allSubmitted = new CountDownLatch(1);
  private final CountDownLatch counted = new CountDownLatch(1);
  private final CountDownLatch ended;
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private final int sequences;
  private final boolean generationOnly;
  private final long wanted; // tokens after the first ones
  private int started;
  private long next;
  private volatile long begin = System.nanoTime();
  private volatile long end;
  private volatile boolean complete;

  /** Starts the clock: made just before the first sequence is submitted. */
  TokenMeter(BenchTest test) {
    sequences = test.batch();
    generationOnly = test.generationOnly();
    int each = generationOnly ? test.generated() : Math.max(0, test.generated() - 1);
    wanted = (long) sequences * each;
    ended = new CountDownLatch(sequences);
  }

  /** Lets the engine go on: all sequences are submitted, or no more will be. */
  void submitted() {
    allSubmitted.countDown();
  }

  /**
   * Holds the engine until all sequences are submitted: one that is much faster than the thread
   * that submits would end the first before the last begins.
   */
  @Override
  public void onFirstToken(long nanos) {
    awaitSubmitted();
    started++;
    if (started == sequences && generationOnly) {
      begin = System.nanoTime();
    }
    finishIfDone();
  }

  @Override
  public void onNextToken(long nanos) {
    if (started == sequences || !generationOnly) {
      next++;
      finishIfDone();
    }
  }

  private void awaitSubmitted() {
    try {
      allSubmitted.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the engine is closing
    }
  }

  private void finishIfDone() {
    if (!complete && started == sequences && next >= wanted) {
      end = System.nanoTime();
      complete = true;
      counted.countDown();
    }
  }

  /** Hears how a sequence fares. */
  void onEvent(GenerationEvent event) {
    switch (event) {
      case GenerationEvent.Queued _,
          GenerationEvent.Started _,
          GenerationEvent.Delta _,
          GenerationEvent.ChoiceFinished _ -> {}
      case GenerationEvent.Ended _ -> ended.countDown();
      case GenerationEvent.Failed failed -> {
        failure.set(failed.reason());
        ended.countDown();
      }
    }
    if (ended.getCount() == 0) {
      counted.countDown(); // all ended: if it is not complete now, it never will be
    }
  }

  /** Waits until all tokens were counted, or all sequences ended. */
  void awaitCounted() throws InterruptedException {
    counted.await();
  }

  /** Waits until all sequences ended. */
  void awaitEnded() throws InterruptedException {
    ended.await();
  }

  /**
   * What it took.
   *
   * @throws CommandException if sequences ended before all tokens were there
   */
  double seconds() {
    if (!complete) {
      String reason = failure.get();
      throw new CommandException(
          "a sequence ended early" + (reason.isEmpty() ? "" : ": " + reason));
    }
    return (end - begin) / 1e9;
  }
}
