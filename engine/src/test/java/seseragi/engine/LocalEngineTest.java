package seseragi.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import seseragi.engine.kvcache.BlockPool;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.kernels.KvType;

class LocalEngineTest {
  private static final ModelInfo INFO =
      new ModelInfo("fake", "fake", Path.of("fake.gguf"), 1, 1, "F32", 0, 200, 280, Map.of());

  private final FakeTokenizer tokenizer = new FakeTokenizer();
  private final FakeModel model = new FakeModel(200, 64);
  private final Engine engine = Engine.of(model, tokenizer, INFO, options(64, 4));

  @AfterEach
  void close() {
    engine.close();
  }

  private static EngineOptions options(int kvBlocks, int maxQueue) {
    return new EngineOptions(
        0, 4, 4L * kvBlocks, 0, KvType.F32, 8, maxQueue, 16, true, 0, 1 << 16, true);
  }

  private GenerationRequest request(String prompt) {
    return GenerationRequest.of(tokenizer.encode(prompt, true, false)).withMaxTokens(30);
  }

  @Test
  void aTextStreamGivesTheWholeAnswer() {
    String expected = Reference.greedy(tokenizer, request("hello"));
    try (TextStream answer = engine.generate(request("hello"))) {
      StringBuilder text = new StringBuilder();
      for (String piece : answer) {
        assertFalse(piece.isEmpty());
        text.append(piece);
      }
      assertEquals(expected, text.toString());
      assertEquals(5, answer.usage().promptTokens());
    }
  }

  @Test
  void theBlocksCanBeLookedAtWhileTheEngineIsIdleAndWhileItRuns() {
    assertEquals(64, engine.blockHolders().join().length);
    assertTrue(IntStream.of(engine.blockHolders().join()).allMatch(held -> held == 0));
    try (TextStream answer = engine.generate(request("hello"))) {
      answer.forEach(piece -> {});
    }
    int[] after = engine.blockHolders().join();
    assertTrue(IntStream.of(after).anyMatch(held -> held == BlockPool.CACHED));
  }

  @Test
  void theModelsContextIsTheOneServed() {
    assertEquals(200, engine.model().contextLength());
  }

  @Test
  void whatCanNeverFitIsRefusedAtOnce() {
    InvalidParameterException tooLong =
        assertThrows(
            InvalidParameterException.class, () -> engine.generate(request("x".repeat(200))));
    assertEquals("prompt", tooLong.parameter());
    assertThrows(
        InvalidParameterException.class,
        () -> engine.generate(GenerationRequest.of(new int[] {FakeTokenizer.SIZE})));
  }

  @Test
  void aFailingStepEndsItsRequestsAndTheEngineLives() throws InterruptedException {
    AtomicBoolean fail = new AtomicBoolean(true);
    model.beforeStep(
        _ -> {
          if (fail.getAndSet(false)) {
            throw new InternalError("a page of the mapped file is gone");
          }
        });
    Recorder first = new Recorder(1);
    engine.submit(request("one"), first);
    assertTrue(first.await().failed());
    assertEquals(
        Reference.greedy(tokenizer, request("two")), engine.generate(request("two")).text());
  }

  @Test
  void anErrorOutsideAStepEndsItsRequestsAndTheEngineBeginsAnew() throws InterruptedException {
    AtomicBoolean fail = new AtomicBoolean(true);
    afterEachStep(() -> fail.getAndSet(false));
    Recorder first = new Recorder(1);
    engine.submit(request("one"), first);
    assertTrue(first.await().failed());
    assertEquals(
        Reference.greedy(tokenizer, request("two")), engine.generate(request("two")).text());
    assertFalse(engine.failed());
  }

  @Test
  void anEngineThatFailsAgainSaysSoAndEndsEverybodyOnce() throws InterruptedException {
    afterEachStep(() -> true);
    for (int i = 0; i < 2; i++) {
      Recorder recorder = new Recorder(2);
      engine.submit(request("all").withChoices(2), recorder);
      assertTrue(recorder.await().failed());
      assertEquals("", recorder.violation());
    }
    assertThrows(EngineFailedException.class, () -> engine.generate(request("late")));
    assertTrue(engine.failed());
    assertTrue(engine.shutdown(Duration.ofMinutes(1)), "nobody is left");
  }

  private void afterEachStep(BooleanSupplier fails) {
    engine.observe(
        new EngineObserver() {
          @Override
          public void onStep(int decodeTokens, int prefillTokens, long nanos) {
            if (fails.getAsBoolean()) {
              throw new InternalError("outside the step");
            }
          }
        });
  }

  @Test
  void aFailedRequestThrowsFromItsTextStream() {
    GenerationRequest poisoned = GenerationRequest.of(new int[] {1, FakeModel.POISON});
    GenerationFailedException failure =
        assertThrows(GenerationFailedException.class, () -> engine.generate(poisoned).text());
    assertTrue(failure.getMessage().contains("not finite"), failure.getMessage());
  }

  @Test
  void aListenerThatBlocksDelaysNobodyElse() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    Recorder blocked =
        new Recorder(
            1,
            _ -> {
              try {
                release.await();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    engine.submit(request("blocked"), blocked);
    assertEquals(
        Reference.greedy(tokenizer, request("free")), engine.generate(request("free")).text());
    assertFalse(blocked.ended());
    release.countDown();
    assertEquals(Reference.greedy(tokenizer, request("blocked")), blocked.await().text(0));
  }

  @Test
  void shutdownCancelsWhatDoesNotFinishInTime() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch inStep = new CountDownLatch(1);
    model.beforeStep(
        _ -> {
          inStep.countDown();
          try {
            release.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    Recorder recorder = new Recorder(1);
    engine.submit(request("slow").withMaxTokens(100), recorder);
    inStep.await();
    Thread shutdown = Thread.ofVirtual().start(() -> engine.shutdown(Duration.ofMillis(1)));
    release.countDown();
    shutdown.join();
    assertTrue(recorder.await().ended());
    assertThrows(EngineBusyException.class, () -> engine.generate(request("late")));
  }

  @Test
  void closeTwiceIsFine() {
    engine.close();
    engine.close();
  }

  @Test
  void anEngineWithoutKernelsOfItsOwnHasNoThreadsToShare() {
    Path file = Path.of("never-read.gguf");
    assertThrows(
        IllegalArgumentException.class,
        () -> Engine.openBeside(engine, file, EngineOptions.DEFAULTS));
  }
}
