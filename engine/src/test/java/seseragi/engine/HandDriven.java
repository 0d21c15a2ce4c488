package seseragi.engine;

import java.util.ArrayDeque;
import seseragi.engine.kvcache.BlockPool;
import seseragi.kernels.KvType;

/** An engine loop that a test drives step by step, with a clock and deliveries of its own. */
final class HandDriven {
  static final int BLOCK_SIZE = 4;
  static final int CONTEXT = 120;

  final FakeTokenizer tokenizer = new FakeTokenizer();
  final FakeModel model;
  final EngineLoop loop;
  final FaultLog log = new FaultLog();
  final Observers observers = new Observers();
  private final ArrayDeque<Runnable> deliveries = new ArrayDeque<>();
  long now = 1000;

  /** With room for everybody. */
  HandDriven() {
    this(64, 8, 8, 16, 1 << 20);
  }

  HandDriven(int blocks, int maxSequences, int maxQueue, int maxBatchTokens, int maxPendingBytes) {
    model = new FakeModel(CONTEXT, maxBatchTokens);
    Admission.Limits limits =
        new Admission.Limits(
            FakeTokenizer.SIZE,
            CONTEXT,
            blocks * BLOCK_SIZE,
            maxSequences,
            maxQueue,
            maxPendingBytes);
    EngineParts parts =
        new EngineParts(
            model,
            tokenizer,
            model.kvStorage(model.kvShape(blocks, BLOCK_SIZE, KvType.F32)),
            new BlockPool(blocks, BLOCK_SIZE, true),
            limits,
            maxBatchTokens,
            () -> now,
            log);
    loop = new EngineLoop(parts, new Admission(parts, deliveries::add), observers, () -> {});
  }

  /** A step, without telling anybody. */
  void stepSilently() {
    now += 10;
    loop.step();
  }

  /** A step whose events are delivered. */
  void step() {
    stepSilently();
    deliver();
  }

  void deliver() {
    while (!deliveries.isEmpty()) {
      deliveries.remove().run();
    }
  }

  /** Runs a request to its end, alone. */
  Recorder run(GenerationRequest request) {
    Recorder recorder = new Recorder(request.choices());
    loop.submit(request, recorder);
    for (int i = 0; i < 2000 && !recorder.ended(); i++) {
      step();
    }
    if (!recorder.ended() || !recorder.violation().isEmpty()) {
      throw new AssertionError(recorder.violation() + recorder.events());
    }
    return recorder;
  }

  /** A prompt of so many tokens, different for each number. */
  static int[] prompt(int number, int length) {
    int[] tokens = new int[length];
    for (int i = 0; i < length; i++) {
      tokens[i] = 'A' + (number * 31 + i) % 64;
    }
    return tokens;
  }

  /** Goes on for so many tokens, whatever the model says. */
  static GenerationRequest request(int number, int length, int maxTokens) {
    return GenerationRequest.of(prompt(number, length))
        .withMaxTokens(maxTokens)
        .withIgnoreEndOfText(true);
  }
}
