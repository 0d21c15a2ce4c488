package seseragi.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import seseragi.engine.Engine;
import seseragi.engine.EngineObserver;
import seseragi.engine.Generation;
import seseragi.engine.GenerationEvent;
import seseragi.engine.GenerationRequest;
import seseragi.engine.sampling.SamplingParams;

/**
 * Measures how fast an engine reads prompts and generates, with random prompts and an end of text
 * that is ignored. Prefill: from the submission of all prompts to the first token of the last of
 * them. Decode: a number of tokens for each sequence while all of them generate, so that no step is
 * half empty. The times are taken on the engine's thread.
 */
final class EngineBench {
  private final Engine engine;
  private final int prompt;
  private final int generated;
  private final SplittableRandom random;
  private final AtomicReference<Meter> meter = new AtomicReference<>(new Meter(0, 0));

  /**
   * @param prompt tokens of each prompt; 0 to measure decode only
   * @param generated tokens generated for each; 0 to measure prefill only
   */
  EngineBench(Engine engine, int prompt, int generated, long seed) {
    this.engine = engine;
    this.prompt = prompt;
    this.generated = generated;
    this.random = new SplittableRandom(seed);
    engine.observe(
        new EngineObserver() {
          @Override
          public void onFirstToken(long nanos) {
            meter.get().firstToken();
          }

          @Override
          public void onNextToken(long nanos) {
            meter.get().nextToken();
          }
        });
  }

  /**
   * Tokens that one sequence needs: prompt and answer, and the tokens that the first sequences
   * generate while the prompts of the last are still computed.
   */
  static int tokensNeeded(int prompt, int generated, int batch, int maxBatchTokens) {
    return Math.max(1, prompt) + generated + slack(prompt, batch, maxBatchTokens);
  }

  private static int slack(int prompt, int batch, int maxBatchTokens) {
    // decode rows come first in each step: what they leave of the budget is for prompts
    int left = Math.max(1, maxBatchTokens - batch);
    return (int) (((long) Math.max(1, prompt) * batch + left - 1) / left) + 2;
  }

  /** What one repetition took. A phase that was not asked for has 0. */
  record Times(double prefillSeconds, double decodeSeconds) {}

  /** One repetition with {@code batch} sequences at once. */
  Times measure(int batch, int maxBatchTokens) throws InterruptedException {
    double prefill = prompt == 0 ? 0 : run(batch, 1, 0).prefillSeconds();
    double decode =
        generated == 0
            ? 0
            : run(batch, generated + slack(prompt, batch, maxBatchTokens), generated)
                .decodeSeconds();
    return new Times(prefill, decode);
  }

  private Times run(int batch, int maxTokens, int counted) throws InterruptedException {
    Meter current = new Meter(batch, (long) batch * counted);
    CountDownLatch ended = new CountDownLatch(batch);
    AtomicReference<String> failure = new AtomicReference<>("");
    List<Generation> generations = new ArrayList<>(batch);
    List<GenerationRequest> requests = new ArrayList<>(batch);
    for (int i = 0; i < batch; i++) {
      requests.add(request(maxTokens));
    }
    meter.set(current);
    long begin = System.nanoTime();
    for (GenerationRequest request : requests) {
      generations.add(engine.submit(request, event -> onEvent(event, current, ended, failure)));
    }
    current.awaitDone();
    generations.forEach(Generation::cancel);
    ended.await();
    if (!current.complete()) {
      String reason = failure.get();
      throw new CommandException(
          "a sequence ended early" + (reason.isEmpty() ? "" : ": " + reason));
    }
    return current.times(begin);
  }

  private static void onEvent(
      GenerationEvent event, Meter meter, CountDownLatch ended, AtomicReference<String> failure) {
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
      meter.giveUp(); // all ended: if it is not complete now, it never will be
    }
  }

  private GenerationRequest request(int maxTokens) {
    int vocabulary = engine.tokenizer().vocabularySize();
    int[] tokens = random.ints(Math.max(1, prompt), 0, vocabulary).toArray();
    return new GenerationRequest(
        tokens, SamplingParams.GREEDY, maxTokens, 1, List.of(), true, -1, true, true);
  }

  /** Counts tokens. Written by the engine's thread, read by the one that waits. */
  private static final class Meter {
    private final CountDownLatch done = new CountDownLatch(1);
    private final int sequences;
    private final long wanted;
    private int started;
    private long next;
    private volatile long allStarted;
    private volatile long end;
    private volatile boolean complete;

    Meter(int sequences, long wanted) {
      this.sequences = sequences;
      this.wanted = wanted;
    }

    void firstToken() {
      started++;
      if (started == sequences) {
        allStarted = System.nanoTime();
        if (wanted == 0) {
          finish(allStarted);
        }
      }
    }

    void nextToken() {
      if (started == sequences && ++next == wanted) {
        finish(System.nanoTime());
      }
    }

    private void finish(long now) {
      end = now;
      complete = true;
      done.countDown();
    }

    void giveUp() {
      done.countDown();
    }

    boolean complete() {
      return complete;
    }

    void awaitDone() throws InterruptedException {
      done.await();
    }

    Times times(long begin) {
      return new Times((allStarted - begin) / 1e9, (end - allStarted) / 1e9);
    }
  }
}
