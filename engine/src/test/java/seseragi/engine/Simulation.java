package seseragi.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import seseragi.engine.kvcache.BlockPool;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.engine.sampling.SamplingParams;
import seseragi.kernels.KvType;

/**
 * A day in the life of an engine, drawn from a seed: users come with prompts that share beginnings,
 * leave at any moment, read slowly or throw; steps fail; the cache is small. One thread, virtual
 * time; the same seed gives the same day. After each step everything that must always be true is
 * checked.
 */
final class Simulation {
  private static final int MAX_STEPS = 20_000;

  private final SplittableRandom random;
  private final FakeTokenizer tokenizer = new FakeTokenizer();
  private final List<Runnable> deliveries = new ArrayList<>(); // the executor's
  private final List<User> users = new ArrayList<>();
  private final int blockSize;
  private final Admission.Limits limits;
  private final int maxBatchTokens;
  private final boolean sharing;
  private final double failureRate;
  private final double deliveryRate;
  private final FaultLog faults = new FaultLog();
  private final EngineLoop loop;
  private final List<RequestReport> reports = new ArrayList<>();
  private long now = 1;
  private boolean stepFails;
  private long lastStarted;
  private int refused;
  private long sharedSeen;
  private long evictionsSeen;
  private int cachedBefore;

  Simulation(long seed) {
    random = new SplittableRandom(seed);
    blockSize = random.nextInt(1, 9);
    int blocks = random.nextInt(4, 40);
    int maxSequences = random.nextInt(1, 9);
    limits =
        new Admission.Limits(
            FakeTokenizer.SIZE,
            random.nextInt(8, 96),
            blocks * blockSize,
            maxSequences,
            random.nextInt(0, 12),
            chance(0.3) ? random.nextInt(20, 200) : 1 << 20);
    maxBatchTokens = random.nextInt(1, 40);
    sharing = chance(0.8);
    failureRate = chance(0.3) ? 0.03 : 0;
    deliveryRate = chance(0.5) ? 1 : random.nextDouble(0.02, 0.9);
    Observers observers = new Observers();
    observers.add(new ReportCollector());
    loop = newLoop(limits, deliveries::add, this::maybeFail, observers);
    int count = random.nextInt(1, 25);
    for (int i = 0; i < count; i++) {
      users.add(new User());
    }
  }

  private final class ReportCollector implements EngineObserver {
    @Override
    public void onEnd(RequestReport report) {
      reports.add(report);
    }
  }

  /** Lives the day; throws an AssertionError if something is not as it must be. */
  Census run() {
    int step = 0;
    while (!allEnded() || !deliveries.isEmpty()) {
      check(step++ < MAX_STEPS, "no end after " + MAX_STEPS + " steps");
      for (User user : users) {
        user.act(step);
      }
      now += random.nextInt(1, 1000);
      stepFails = chance(failureRate);
      loop.step();
      checkStep();
      deliverSome();
    }
    loop.step();
    checkEnd();
    return new Census(
        users.size() - refused,
        refused,
        count(user -> user.left && !user.turnedAway),
        count(user -> user.threw),
        count(user -> user.failedFor("slow")),
        count(user -> user.failedFor("step")),
        count(user -> user.failedFor("finite")),
        loop.stats().preemptions(),
        loop.stats().prefixHitTokens(),
        sharedSeen,
        evictionsSeen);
  }

  private long count(Predicate<User> what) {
    return users.stream().filter(what).count();
  }

  private EngineLoop newLoop(
      Admission.Limits limits, Executor executor, Runnable beforeStep, Observers watchers) {
    FakeModel model =
        new FakeModel(limits.contextLength(), maxBatchTokens).beforeStep(_ -> beforeStep.run());
    int blocks = limits.kvTokens() / blockSize;
    EngineParts parts =
        new EngineParts(
            model,
            tokenizer,
            model.kvStorage(model.kvShape(blocks, blockSize, KvType.F32)),
            new BlockPool(blocks, blockSize, sharing),
            limits,
            maxBatchTokens,
            () -> now,
            faults);
    return new EngineLoop(parts, new Admission(parts, executor), watchers, () -> {});
  }

  private void maybeFail() {
    if (stepFails && chance(0.5)) {
      throw new OutOfMemoryError(FaultLog.ON_PURPOSE);
    }
    if (stepFails) {
      throw new IllegalStateException(FaultLog.ON_PURPOSE);
    }
  }

  private void deliverSome() {
    List<Runnable> waiting = new ArrayList<>(deliveries);
    deliveries.clear();
    for (Runnable delivery : waiting) {
      if (chance(deliveryRate)) {
        delivery.run();
      } else {
        deliveries.add(delivery);
      }
    }
  }

  private boolean allEnded() {
    return users.stream().allMatch(User::ended);
  }

  private void checkStep() {
    EngineStats stats = loop.stats();
    check(
        stats.freeBlocks() + stats.cachedBlocks() + stats.usedBlocks() == stats.totalBlocks(),
        "blocks do not add up: " + stats);
    check(faults.surprises().isEmpty(), faults.surprises().toString());
    check(loop.countFaults() == 0, "reference counts are wrong: " + stats);
    check(stats.waiting() >= 0 && stats.running() >= 0, "negative: " + stats);
    for (User user : users) {
      user.checkStep();
    }
    sharedSeen = Math.max(sharedSeen, stats.sharedBlocks());
    evictionsSeen += stats.freeBlocks() == 0 && stats.cachedBlocks() < cachedBefore ? 1 : 0;
    cachedBefore = stats.cachedBlocks();
  }

  private void checkEnd() {
    EngineStats stats = loop.stats();
    check(stats.usedBlocks() == 0 && stats.sharedBlocks() == 0, "blocks are left: " + stats);
    check(stats.leakedBlocks() == 0, "blocks are lost: " + stats);
    check(stats.running() == 0 && stats.waiting() == 0, "somebody is left: " + stats);
    check(reports.size() == users.size() - refused, "a request was not reported exactly once");
    long generated = reports.stream().mapToLong(report -> report.usage().completionTokens()).sum();
    check(generated == stats.generatedTokens(), "tokens do not add up: " + stats);
    for (RequestReport report : reports) {
      check(
          report.queueNanos() >= 0 && report.prefillNanos() >= 0 && report.decodeNanos() >= 0,
          "time went back: " + report);
    }
    for (User user : users) {
      user.checkEnd();
    }
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }

  /** Somebody who asks once. */
  private final class User {
    private final int arrival = random.nextInt(1, 60);
    private final int leaves = chance(0.3) ? arrival + random.nextInt(0, 60) : Integer.MAX_VALUE;
    private final int throwsAt = chance(0.1) ? random.nextInt(0, 10) : Integer.MAX_VALUE;
    private final GenerationRequest request = request();
    private final Recorder recorder = new Recorder(request.choices(), this::mind);
    private final List<ActiveRequest> accepted = new ArrayList<>(1); // none while it has not come
    private boolean turnedAway;
    private boolean left;
    private boolean threw;
    private int seen;

    private GenerationRequest request() {
      int shared = random.nextInt(0, 3);
      int common = random.nextInt(0, 24);
      int own = random.nextInt(1, 24);
      int[] prompt = new int[common + own];
      for (int i = 0; i < prompt.length; i++) {
        prompt[i] = i < common ? 'A' + (shared * 7 + i) % 26 : random.nextInt(0, 256);
      }
      if (chance(0.03)) {
        prompt[random.nextInt(prompt.length)] = FakeModel.POISON;
      }
      List<String> stops = new ArrayList<>();
      while (chance(0.3)) {
        stops.add(List.of("ab", "abca", "cab", "水", "せら", "the語", "aa").get(random.nextInt(7)));
      }
      return new GenerationRequest(
          prompt,
          sampling(),
          random.nextInt(1, 60),
          chance(0.25) ? random.nextInt(2, 5) : 1,
          stops,
          chance(0.3),
          chance(0.2) ? random.nextInt(0, 4) : -1,
          chance(0.8),
          chance(0.8));
    }

    private SamplingParams sampling() {
      if (chance(0.6)) {
        return SamplingParams.GREEDY;
      }
      return new SamplingParams(
          1, random.nextInt(0, 5), chance(0.5) ? 1 : 0.9f, 0, 1.1f, 0.1f, 0, Map.of(), 7);
    }

    /** Sees an event, and may throw at it. */
    private void mind(GenerationEvent event) {
      if (event instanceof GenerationEvent.Started) {
        check(accepted.getFirst().id() > 0, "no id");
      }
      if (seen++ == throwsAt) {
        threw = true;
        throw new IllegalStateException(FaultLog.ON_PURPOSE);
      }
    }

    void act(int step) {
      if (step == arrival) {
        come();
      }
      if (step == leaves && !accepted.isEmpty()) {
        left = true;
        accepted.getFirst().cancel();
      }
    }

    private void come() {
      try {
        accepted.add((ActiveRequest) loop.submit(request, recorder));
      } catch (EngineBusyException | InvalidParameterException _) {
        turnedAway = true;
        refused++;
      }
    }

    boolean ended() {
      return turnedAway || recorder.ended();
    }

    boolean failedFor(String word) {
      return !recorder.events().isEmpty()
          && recorder.events().getLast() instanceof GenerationEvent.Failed(String reason, _)
          && reason.contains(word);
    }

    void checkStep() {
      check(recorder.violation().isEmpty(), recorder.violation());
      for (ActiveRequest active : accepted) {
        check(!left || active.ended, "a cancelled request is not over after one step");
        for (Choice choice : active.choices) {
          check(!active.ended || choice.table().size() == 0, "a request kept blocks after its end");
          check(choice.length() <= limits.capacity(), "a sequence outgrew the cache");
        }
        if (active.started && active.id() > lastStarted) {
          lastStarted = active.id();
        } else {
          check(
              active.started || active.ended || active.id() > lastStarted,
              "overtaken in the queue");
        }
      }
    }

    void checkEnd() {
      check(turnedAway || recorder.ended(), "no terminal event");
      if (turnedAway || request.prompt().length == 0) {
        check(recorder.events().isEmpty(), "a refused request got events");
        return;
      }
      Recorder alone = alone();
      boolean disturbed = left || threw || recorder.failed();
      for (int i = 0; i < request.choices(); i++) {
        String expected = alone.text(i);
        String text = recorder.text(i);
        if (alone.failed()) { // for all its choices, in whatever step one of them was poisoned
          check(
              expected.startsWith(text) || text.startsWith(expected),
              "'%s' and '%s' differ".formatted(text, expected));
        } else if (disturbed) {
          check(expected.startsWith(text), "'%s' does not begin '%s'".formatted(text, expected));
        } else {
          check(expected.equals(text), "'%s' is not '%s'".formatted(text, expected));
          check(alone.reason(i) == recorder.reason(i), "ended for another reason");
          check(alone.logprobs(i).equals(recorder.logprobs(i)), "other log probabilities");
        }
        checkReference(i, expected, alone);
      }
      check(!alone.failed() || disturbed, "the poison did no harm");
      if (!disturbed) {
        check(
            alone.usage().completionTokens() == recorder.usage().completionTokens(),
            "other usage: " + recorder.usage());
      }
    }

    /** The engine alone agrees with the simplest possible computation. */
    private void checkReference(int choice, String text, Recorder alone) {
      if (request.sampling().greedy()
          && request.skipPrompt()
          && request.skipSpecialTokens()
          && !alone.failed()) {
        String simple = Reference.greedy(tokenizer, request, limits.capacity());
        check(simple.equals(text), "choice %d: '%s' is not '%s'".formatted(choice, text, simple));
      }
    }

    /** The same request in an engine of its own, where nothing happens to it. */
    private Recorder alone() {
      Admission.Limits patient =
          new Admission.Limits(
              limits.vocabularySize(), limits.contextLength(), limits.kvTokens(), 8, 1, 1 << 20);
      EngineLoop quiet = newLoop(patient, Runnable::run, () -> {}, new Observers());
      Recorder quietRecorder = new Recorder(request.choices());
      quiet.submit(request, quietRecorder);
      for (int step = 0; step < MAX_STEPS && quiet.step(); step++) {
        check(quiet.countFaults() == 0, "reference counts are wrong when alone");
      }
      check(quietRecorder.ended(), "no end when alone");
      check(faults.surprises().isEmpty(), faults.surprises().toString());
      return quietRecorder;
    }
  }
}
