package seseragi.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import seseragi.kernels.KvType;

/** Many at once on the real threads. */
class EngineStressTest {
  private static final int STREAMS = 64;
  private static final int ROUNDS = 20; // requests of each stream, one after the other
  private static final ModelInfo INFO =
      new ModelInfo("fake", "fake", Path.of("fake.gguf"), 1, 1, "F32", 0, 160, 280, Map.of());

  private final FakeTokenizer tokenizer = new FakeTokenizer();
  private final AtomicInteger completed = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();

  @Test
  void sixtyFourStreamsWithRandomCancelsAllEndOnceWithTheRightTexts() throws Exception {
    long seed = Long.getLong("stress.seed", System.nanoTime());
    System.out.println("-Dstress.seed=" + seed);
    // a cache of 64 blocks of 8 for up to 24 sequences of up to 160 tokens: preemptions are certain
    EngineOptions options =
        new EngineOptions(0, 8, 512, 0, KvType.F32, 24, STREAMS, 96, true, 0, 1 << 20, true);
    AtomicInteger reports = new AtomicInteger();
    FakeModel model = new FakeModel(160, 96).beforeStep(_ -> compute());
    Engine engine = Engine.of(model, tokenizer, INFO, options);
    engine.observe(
        new EngineObserver() {
          @Override
          public void onEnd(RequestReport report) {
            reports.incrementAndGet();
          }
        });
    try (engine;
        ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        SplittableRandom random = new SplittableRandom(seed + i);
        streams.add(users.submit(() -> use(engine, random)));
      }
      for (Future<?> stream : streams) {
        stream.get();
      }
      assertTrue(engine.shutdown(Duration.ofMinutes(1)));
    }
    assertEquals(STREAMS * ROUNDS, reports.get());
    checkEnd(engine.stats());
  }

  private void checkEnd(EngineStats stats) {
    System.out.println(completed + " completed, " + cancelled + " cancelled, " + stats);
    assertEquals(0, stats.usedBlocks(), stats.toString());
    assertEquals(0, stats.leakedBlocks(), stats.toString());
    assertEquals(stats.totalBlocks(), stats.freeBlocks() + stats.cachedBlocks());
    assertTrue(stats.preemptions() > 0, "too calm: " + stats);
    assertTrue(completed.get() > 100 && cancelled.get() > 50, completed + ", " + cancelled);
  }

  /** Takes some time, as a step does: else requests end before they can be cancelled. */
  private static void compute() {
    LockSupport.parkNanos(100_000);
  }

  private Void use(Engine engine, SplittableRandom random) throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      ask(engine, random);
    }
    return null;
  }

  private void ask(Engine engine, SplittableRandom random) throws InterruptedException {
    GenerationRequest request = request(random);
    int cancelAt = random.nextInt(2) == 0 ? random.nextInt(0, 6) : Integer.MAX_VALUE;
    AtomicInteger events = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(1);
    Recorder recorder =
        new Recorder(
            1,
            event -> {
              if (events.getAndIncrement() == cancelAt
                  || event instanceof GenerationEvent.Ended
                  || event instanceof GenerationEvent.Failed) {
                enough.countDown();
              }
            });
    Generation generation = engine.submit(request, recorder);
    enough.await();
    generation.cancel(); // harmless if it has ended
    recorder.await();
    check(request, recorder);
  }

  private void check(GenerationRequest request, Recorder recorder) {
    String expected = Reference.greedy(tokenizer, request, 160);
    assertEquals("", recorder.violation());
    assertTrue(!recorder.failed(), () -> recorder.events().toString());
    if (recorder.reason(0) == FinishReason.CANCELLED) {
      cancelled.incrementAndGet();
      assertTrue(expected.startsWith(recorder.text(0)), expected + " / " + recorder.text(0));
    } else {
      completed.incrementAndGet();
      assertEquals(expected, recorder.text(0));
    }
  }

  private static GenerationRequest request(SplittableRandom random) {
    int[] prompt = new int[random.nextInt(1, 80)];
    int shared = random.nextInt(0, 64);
    int kind = random.nextInt(4);
    for (int i = 0; i < prompt.length; i++) {
      prompt[i] = i < shared ? 'a' + (kind + i) % 26 : random.nextInt(256);
    }
    GenerationRequest request =
        GenerationRequest.of(prompt)
            .withMaxTokens(random.nextInt(1, 80))
            .withIgnoreEndOfText(random.nextInt(2) == 0);
    return random.nextInt(4) == 0 ? request.withStop("cab", "語") : request;
  }
}
