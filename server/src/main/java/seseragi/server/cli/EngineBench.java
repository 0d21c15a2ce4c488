package seseragi.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import seseragi.engine.Engine;
import seseragi.engine.EngineObserver;
import seseragi.engine.Generation;
import seseragi.engine.GenerationRequest;
import seseragi.engine.sampling.SamplingParams;

/**
 * Measures how fast an engine is, with random prompts and an end of text that is ignored.
 *
 * <ul>
 *   <li>Prompts: from the submission of all to the first token of the last.
 *   <li>Generation: a number of tokens for each sequence while all of them generate, so that no
 *       step is half empty.
 *   <li>Both: from the submission of all to the last token of the last.
 * </ul>
 *
 * <p>With a depth, each sequence first gets that many tokens of its own, which the prefix cache
 * keeps from then on; so the engine must have one, large enough for all. The times are taken on the
 * engine's thread.
 */
final class EngineBench {
  private static final long WARM_UP_NANOS = 2_000_000_000;
  private static final EngineObserver NOBODY = new EngineObserver() {};

  private final Engine engine;
  private final int maxBatchTokens;
  private final int blockSize;
  private final long seed;
  private final SplittableRandom random;
  private final AtomicReference<EngineObserver> meter = new AtomicReference<>(NOBODY);

  /**
   * @param maxBatchTokens token budget of a step
   * @param blockSize tokens in a block of the KV cache
   */
  EngineBench(Engine engine, int maxBatchTokens, int blockSize, long seed) {
    this.engine = engine;
    this.maxBatchTokens = maxBatchTokens;
    this.blockSize = blockSize;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    engine.observe(
        new EngineObserver() {
          @Override
          public void onFirstToken(long nanos) {
            meter.get().onFirstToken(nanos);
          }

          @Override
          public void onNextToken(long nanos) {
            meter.get().onNextToken(nanos);
          }
        });
  }

  /** Puts what a test has before its prompts into the cache. */
  void fill(BenchTest test) throws InterruptedException {
    if (test.depth() > 0) {
      run(new BenchTest(test.batch(), test.depth(), 1, 0));
    }
  }

  /** Short runs, two seconds of them at least: by then the JVM has compiled what it needs. */
  void warmUp(BenchTest test) throws InterruptedException {
    long end = System.nanoTime() + WARM_UP_NANOS;
    do {
      run(test.warmUp(maxBatchTokens));
    } while (System.nanoTime() - end < 0);
  }

  /** Seconds that one repetition took. */
  double measure(BenchTest test) throws InterruptedException {
    return run(test);
  }

  private double run(BenchTest test) throws InterruptedException {
    List<GenerationRequest> requests = new ArrayList<>(test.batch());
    for (int i = 0; i < test.batch(); i++) {
      requests.add(request(test, i));
    }
    TokenMeter current = new TokenMeter(test);
    meter.set(current);
    List<Generation> generations = new ArrayList<>(test.batch());
    try {
      for (GenerationRequest request : requests) {
        generations.add(engine.submit(request, current::onEvent));
      }
    } finally {
      current.submitted();
    }
    current.awaitCounted();
    generations.forEach(Generation::cancel);
    current.awaitEnded();
    meter.set(NOBODY);
    return current.seconds();
  }

  private GenerationRequest request(BenchTest test, int sequence) {
    int vocabulary = engine.tokenizer().vocabularySize();
    int[] tokens = new int[test.depth() + test.fresh()];
    SplittableRandom own = new SplittableRandom(seed + 1 + sequence); // the same in each repetition
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = (i < test.depth() ? own : random).nextInt(vocabulary);
    }
    int answer = test.answer(maxBatchTokens, blockSize);
    return new GenerationRequest(
        tokens, SamplingParams.GREEDY, answer, 1, List.of(), true, -1, true, true);
  }
}
