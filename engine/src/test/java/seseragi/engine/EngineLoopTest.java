package seseragi.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static seseragi.engine.HandDriven.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import seseragi.engine.sampling.SamplingParams;

class EngineLoopTest {
  private HandDriven engine = new HandDriven();

  @AfterEach
  void nothingFailedButOnPurpose() {
    assertEquals(List.of(), engine.log.surprises());
  }

  private Generation submit(GenerationRequest request, Recorder recorder) {
    return engine.loop.submit(request, recorder);
  }

  @Test
  void cancelInTheQueueEndsItWithinOneStep() {
    engine = new HandDriven(64, 1, 8, 16, 1 << 20);
    submit(request(1, 4, 50), new Recorder(1));
    Recorder waits = new Recorder(1);
    Generation second = submit(request(2, 4, 50), waits);
    engine.step();
    assertEquals(List.of(new GenerationEvent.Queued(0)), waits.events());
    second.cancel();
    engine.step();
    assertTrue(waits.ended());
    assertEquals(FinishReason.CANCELLED, waits.reason(0));
    assertEquals(0, engine.loop.stats().waiting());
  }

  @Test
  void cancelInPrefillFreesItsPagesWithinOneStep() {
    Recorder recorder = new Recorder(1);
    Generation generation = submit(request(1, 60, 50), recorder);
    engine.step();
    assertEquals(15, engine.loop.stats().usedBlocks());
    generation.cancel();
    engine.step();
    assertEquals(0, engine.loop.stats().usedBlocks());
    assertEquals(FinishReason.CANCELLED, recorder.reason(0));
    assertEquals(new Usage(60, 0, 0), recorder.usage());
  }

  @Test
  void cancelInDecodeFreesItsPagesWithinOneStep() {
    Recorder recorder = new Recorder(3);
    Generation generation = submit(request(1, 6, 50).withChoices(3), recorder);
    for (int i = 0; i < 5; i++) {
      engine.step();
    }
    assertTrue(engine.loop.stats().sharedBlocks() > 0);
    generation.cancel();
    generation.cancel();
    engine.step();
    assertEquals(0, engine.loop.stats().usedBlocks());
    assertEquals(FinishReason.CANCELLED, recorder.reason(2));
    generation.cancel(); // after the end
    engine.step();
    assertEquals("", recorder.violation());
  }

  @Test
  void placesInTheQueueAreToldWhenTheyChange() {
    engine = new HandDriven(64, 1, 8, 16, 1 << 20);
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      recorders.add(new Recorder(1));
      submit(request(i, 4, 3), recorders.get(i));
    }
    for (int i = 0; i < 12; i++) {
      engine.step();
    }
    GenerationEvent started = new GenerationEvent.Started(4, 0);
    assertEquals(started, recorders.get(0).events().getFirst());
    assertEquals(
        List.of(new GenerationEvent.Queued(0), started), recorders.get(1).events().subList(0, 2));
    assertEquals(
        List.of(new GenerationEvent.Queued(1), new GenerationEvent.Queued(0), started),
        recorders.get(2).events().subList(0, 3));
  }

  @Test
  void aFullQueueRefusesAndSaysWhenToComeAgain() {
    engine = new HandDriven(64, 2, 1, 16, 1 << 20);
    for (int i = 0; i < 3; i++) {
      submit(request(i, 4, 50), new Recorder(1)); // two run at once, one waits
    }
    EngineBusyException busy =
        assertThrows(EngineBusyException.class, () -> submit(request(4, 4, 50), new Recorder(1)));
    assertTrue(busy.retryAfter().compareTo(Duration.ofSeconds(1)) >= 0);
    engine.step();
    assertThrows(EngineBusyException.class, () -> submit(request(4, 4, 50), new Recorder(1)));
  }

  @Test
  void aReaderThatTakesNothingIsEndedAtTheLimit() {
    engine = new HandDriven(64, 8, 8, 16, 60);
    Recorder slow = new Recorder(1);
    submit(request(1, 4, 100), slow);
    for (int i = 0; i < 60; i++) {
      engine.stepSilently();
    }
    assertEquals(0, engine.loop.stats().usedBlocks());
    engine.deliver();
    assertTrue(slow.failed());
    assertTrue(slow.text(0).length() > 20, "what had come is delivered: " + slow.text(0));
  }

  @Test
  void deltasComeTogetherWhileTheReaderIsBusy() {
    Recorder slow = new Recorder(1);
    submit(request(1, 4, 40), slow);
    for (int i = 0; i < 60; i++) {
      engine.stepSilently();
    }
    engine.deliver();
    assertEquals(4, slow.events().size()); // Started, Delta, ChoiceFinished, Ended
    assertEquals(Reference.greedy(engine.tokenizer, request(1, 4, 40)), slow.text(0));
    assertEquals(40, ((GenerationEvent.Delta) slow.events().get(1)).tokens());
  }

  @Test
  void aListenerThatThrowsLosesItsRequestOnly() {
    Recorder throwing =
        new Recorder(
            1,
            event -> {
              if (event instanceof GenerationEvent.Delta) {
                throw new IllegalStateException(FaultLog.ON_PURPOSE);
              }
            });
    Recorder other = new Recorder(1);
    submit(request(1, 4, 30), throwing);
    submit(request(2, 4, 30), other);
    for (int i = 0; i < 60; i++) {
      engine.step();
    }
    assertTrue(throwing.ended());
    assertEquals("", throwing.violation());
    assertTrue(throwing.usage().completionTokens() < 5);
    assertEquals(Reference.greedy(engine.tokenizer, request(2, 4, 30)), other.text(0));
  }

  @Test
  void aFailingStepFailsThoseInItAndNotThoseThatWait() {
    engine = new HandDriven(64, 1, 8, 16, 1 << 20);
    engine.model.beforeStep(
        _ -> {
          engine.model.beforeStep(_ -> {});
          throw new OutOfMemoryError(FaultLog.ON_PURPOSE);
        });
    Recorder first = new Recorder(1);
    Recorder second = new Recorder(1);
    submit(request(1, 4, 10), first);
    submit(request(2, 4, 10), second);
    for (int i = 0; i < 15; i++) {
      engine.step();
    }
    assertTrue(first.failed());
    assertFalse(second.failed());
    assertEquals(Reference.greedy(engine.tokenizer, request(2, 4, 10)), second.text(0));
  }

  @Test
  void aLoneRequestThatOutgrowsTheCacheEndsWithLength() {
    engine = new HandDriven(6, 8, 8, 16, 1 << 20); // 24 tokens
    Recorder recorder = engine.run(request(1, 10, 1000));
    assertEquals(FinishReason.LENGTH, recorder.reason(0));
    assertEquals(new Usage(10, 0, 14), recorder.usage());
    assertEquals(Reference.greedy(engine.tokenizer, request(1, 10, 14)), recorder.text(0));
  }

  @Test
  void theContextEndsAnAnswerWithLength() {
    Recorder recorder = engine.run(request(1, 100, GenerationRequest.UNLIMITED));
    assertEquals(FinishReason.LENGTH, recorder.reason(0));
    assertEquals(HandDriven.CONTEXT - 100, recorder.usage().completionTokens());
  }

  @Test
  void thePromptComesFirstIfAskedFor() {
    GenerationRequest request = request(1, 8, 10).withSkips(false, true);
    String prompt = engine.tokenizer.decode(request.prompt(), true);
    Recorder recorder = engine.run(request.withChoices(2));
    String answer = Reference.greedy(engine.tokenizer, request);
    assertEquals(prompt + answer, recorder.text(0));
    assertEquals(prompt + answer, recorder.text(1));
  }

  /** A request whose answer ends because the model says so. */
  private GenerationRequest thatEnds() {
    for (int i = 0; i < 1000; i++) {
      GenerationRequest request = request(i, 5, 30).withIgnoreEndOfText(false);
      if (engine.run(request).reason(0) == FinishReason.STOP) {
        return request;
      }
    }
    throw new AssertionError("the fake model never ends");
  }

  @Test
  void theEndTokenIsCountedButNotShownUnlessSpecialTokensAre() {
    GenerationRequest request = thatEnds();
    Recorder hidden = engine.run(request.withLogprobs(0));
    Recorder shown = engine.run(request.withLogprobs(0).withSkips(true, false));
    assertEquals(hidden.text(0) + "<end>", shown.text(0));
    assertEquals(hidden.usage().completionTokens(), shown.usage().completionTokens());
    assertEquals(hidden.logprobs(0).size() + 1, shown.logprobs(0).size());
    assertEquals(shown.usage().completionTokens(), shown.logprobs(0).size());
  }

  @Test
  void theEndIsIgnoredIfAskedFor() {
    GenerationRequest request = thatEnds();
    Recorder recorder = engine.run(request.withIgnoreEndOfText(true));
    assertEquals(FinishReason.LENGTH, recorder.reason(0));
    assertEquals(30, recorder.usage().completionTokens());
    assertFalse(recorder.text(0).contains("<end>"), recorder.text(0));
  }

  @Test
  void choicesHaveSeedsOfTheirOwn() {
    SamplingParams warm =
        new SamplingParams(1, 0, 1, 0, 1, 0, 0, Map.of(FakeModel.POISON, -100f), 7);
    GenerationRequest request = request(1, 6, 20).withSampling(warm);
    Recorder three = engine.run(request.withChoices(3));
    assertNotEquals(three.text(0), three.text(1));
    for (int i = 0; i < 3; i++) {
      Recorder alone = engine.run(request.withSampling(warm.withSeed(7 + i)));
      assertEquals(alone.text(0), three.text(i));
    }
    assertEquals(60, three.usage().completionTokens());
  }

  @Test
  void logProbabilitiesOfAStopStringDoNotLeakEither() {
    GenerationRequest plain = request(3, 6, 25).withLogprobs(2);
    Recorder whole = engine.run(plain);
    String text = whole.text(0);
    String stop = text.substring(text.length() / 2, text.length() / 2 + 3);
    Recorder cut = engine.run(plain.withStop(stop));
    assertEquals(text.substring(0, text.indexOf(stop)), cut.text(0));
    assertEquals(25, whole.logprobs(0).size());
    int[] tokens = cut.logprobs(0).stream().mapToInt(logprob -> logprob.token()).toArray();
    String told = engine.tokenizer.text(tokens, 0, tokens.length);
    assertTrue(cut.text(0).startsWith(told), told + " / " + cut.text(0));
    assertEquals(whole.logprobs(0).subList(0, cut.logprobs(0).size()), cut.logprobs(0));
    for (TokenLogprob logprob : whole.logprobs(0)) {
      assertEquals(2, logprob.top().size());
      assertEquals(logprob.token(), logprob.top().getFirst().token()); // greedy
      assertEquals(logprob.logprob(), logprob.top().getFirst().logprob());
      assertTrue(logprob.logprob() <= 0);
    }
  }

  @Test
  void numbersThatAreNotFiniteEndTheirRequestOnly() {
    Recorder poisoned = new Recorder(1);
    Recorder sound = new Recorder(1);
    submit(GenerationRequest.of(new int[] {1, FakeModel.POISON, 2}), poisoned);
    submit(request(2, 4, 10), sound);
    for (int i = 0; i < 15; i++) {
      engine.step();
    }
    assertTrue(poisoned.failed());
    assertEquals(Reference.greedy(engine.tokenizer, request(2, 4, 10)), sound.text(0));
  }

  @Test
  void aRequestsTimesAndTokensAreReported() {
    List<RequestReport> reports = new ArrayList<>();
    List<Long> firsts = new ArrayList<>();
    List<Long> nexts = new ArrayList<>();
    List<Integer> tokens = new ArrayList<>();
    engine.observers.add(
        new EngineObserver() {
          @Override
          public void onStep(int decodeTokens, int prefillTokens, long nanos) {
            tokens.add(decodeTokens);
            tokens.add(prefillTokens);
          }

          @Override
          public void onFirstToken(long nanos) {
            firsts.add(nanos);
          }

          @Override
          public void onNextToken(long nanos) {
            nexts.add(nanos);
          }

          @Override
          public void onEnd(RequestReport report) {
            reports.add(report);
          }
        });
    engine.run(request(1, 20, 3));
    assertEquals(List.of(0, 16, 0, 4, 1, 0, 1, 0), tokens);
    assertEquals(List.of(20L), firsts);
    assertEquals(List.of(10L, 10L), nexts);
    assertEquals(1, reports.size());
    assertEquals(
        new RequestReport(
            reports.getFirst().id(), FinishReason.LENGTH, new Usage(20, 0, 3), 10, 10, 20, 0, 3),
        reports.getFirst());
  }

  @Test
  void aBrokenObserverIsLeftOut() {
    engine.observers.add(
        new EngineObserver() {
          @Override
          public void onFirstToken(long nanos) {
            throw new IllegalStateException(FaultLog.ON_PURPOSE);
          }
        });
    assertEquals(
        Reference.greedy(engine.tokenizer, request(1, 4, 10)),
        engine.run(request(1, 4, 10)).text(0));
  }

  @Test
  void anErrorOutsideAStepEndsEverybodyOnceAndLosesNoBlock() {
    Recorder first = new Recorder(2);
    submit(request(1, 20, 30).withChoices(2), first);
    engine.step();
    Recorder second = new Recorder(1);
    submit(request(2, 4, 30), second);
    engine.loop.failAll(new IllegalStateException(FaultLog.ON_PURPOSE));
    engine.deliver();
    assertTrue(first.failed() && second.failed());
    engine.step();
    assertEquals(64, engine.loop.stats().freeBlocks());
    assertEquals(0, engine.loop.stats().leakedBlocks());
    assertEquals(
        Reference.greedy(engine.tokenizer, request(3, 4, 10)),
        engine.run(request(3, 4, 10)).text(0));
  }

  @Test
  void aPromptSeenBeforeIsFoundInTheCache() {
    engine.run(request(1, 20, 5));
    Recorder again = engine.run(request(1, 20, 5));
    assertEquals(new Usage(20, 16, 5), again.usage());
    assertEquals(new GenerationEvent.Started(20, 16), again.events().getFirst());
    assertEquals(16, engine.loop.stats().prefixHitTokens());
    assertEquals(40, engine.loop.stats().prefixQueriedTokens());
  }
}
