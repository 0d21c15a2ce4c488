package seseragi.engine;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import seseragi.engine.kvcache.BlockPool;
import seseragi.engine.model.Batch;
import seseragi.engine.model.Model;
import seseragi.engine.schedule.Scheduler;
import seseragi.engine.schedule.StepPlan;
import seseragi.kernels.KvStorage;
import seseragi.kernels.Matrix;

/**
 * The life of the engine: one {@link #step} after the other. One thread calls {@code step} and owns
 * all that it touches; any thread may submit and cancel, which wakes that thread.
 */
final class EngineLoop {
  private sealed interface Command {
    record Submit(ActiveRequest request) implements Command {}

    record Cancel(ActiveRequest request) implements Command {}

    record CancelAll() implements Command {}

    record Look(CompletableFuture<int[]> answer) implements Command {}
  }

  private static final String FAILED = "the engine failed; its log says why";
  private static final Duration LATECOMERS = Duration.ofMillis(10);

  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
  private final Admission admission;
  private final Observers observers;
  private final LongSupplier nanoTime;
  private final System.Logger log;
  private final Runnable wake;
  private final Model model;
  private final KvStorage storage;
  private final BlockPool pool;
  private final Scheduler<Choice> scheduler;
  private final BatchAssembler assembler;
  private final TokenSampling sampling;
  private final Delivery delivery;
  private long steps;
  private int leakedBlocks;
  private boolean checked; // the pool was counted since the last step
  private volatile EngineStats stats;

  EngineLoop(EngineParts parts, Admission admission, Observers observers, Runnable wake) {
    this.admission = admission;
    this.observers = observers;
    this.wake = wake;
    nanoTime = parts.nanoTime();
    log = parts.log();
    model = parts.model();
    storage = parts.storage();
    pool = parts.pool();
    scheduler = new Scheduler<>(pool, parts.limits().maxSequences(), parts.maxBatchTokens());
    assembler = new BatchAssembler(parts.maxBatchTokens(), pool.blockSize());
    sampling = new TokenSampling(model.vocabularySize(), parts.limits().vocabularySize());
    delivery =
        new Delivery(
            scheduler,
            admission,
            parts.tokenizer(),
            observers,
            nanoTime,
            parts.limits().capacity());
    stats = snapshot();
  }

  /** One step of everybody who runs; false if there was nothing to do. */
  boolean step() {
    drainCommands();
    StepPlan<Choice> plan = scheduler.plan();
    delivery.announce(plan);
    if (plan.isEmpty()) {
      rest();
      return false;
    }
    long start = nanoTime.getAsLong();
    try {
      Batch batch = assembler.assemble(plan);
      Matrix logits = model.forward(batch, storage);
      sampling.sample(plan, logits);
      delivery.deliver(plan);
    } catch (
        Throwable failure) { // out of memory, a truncated model file, a bug: the engine goes on
      fail(plan, failure);
    }
    finishStep(plan, start);
    return true;
  }

  private void drainCommands() {
    for (Command next = commands.poll(); next != null; next = commands.poll()) {
      switch (next) {
        case Command.Submit(ActiveRequest request) -> delivery.accept(request);
        case Command.Cancel(ActiveRequest request) -> delivery.cancel(request);
        case Command.CancelAll() -> delivery.live().forEach(delivery::cancel);
        case Command.Look(CompletableFuture<int[]> answer) -> answer.complete(pool.holders());
      }
    }
  }

  private void fail(StepPlan<Choice> plan, Throwable failure) {
    log.log(System.Logger.Level.ERROR, "a step failed; its requests end", failure);
    for (int i = 0; i < plan.size(); i++) {
      delivery.fail(plan.sequence(i).owner, "the engine failed in this step; its log says why");
    }
  }

  private void finishStep(StepPlan<Choice> plan, long start) {
    steps++;
    checked = false;
    admission.openPlaces(delivery.waiting() > 0 ? 0 : scheduler.openPlaces());
    stats = snapshot();
    observers.onStep(plan.decodeRows(), plan.prefillTokens(), nanoTime.getAsLong() - start);
  }

  /** Counts the blocks, once, when everybody has gone. */
  private void rest() {
    if (!checked) {
      checked = true;
      leakedBlocks = countFaults();
      if (leakedBlocks > 0) {
        log.log(System.Logger.Level.ERROR, "the KV cache lost blocks: " + leakedBlocks);
      }
    }
    admission.openPlaces(scheduler.openPlaces());
    stats = snapshot();
  }

  /** Ends all requests after an error outside a step, and begins with an empty cache. */
  void failAll(Throwable failure) {
    log.log(System.Logger.Level.ERROR, "the engine failed; all requests end", failure);
    drainCommands();
    delivery.live().forEach(request -> delivery.fail(request, FAILED));
    pool.reset();
    stats = snapshot();
  }

  /** Ends all requests, those that are just coming in too, and takes none any more. */
  void failForGood(Throwable failure) {
    admission.fail();
    log.log(System.Logger.Level.ERROR, "the engine failed for good", failure);
    delivery.live().forEach(request -> delivery.abandon(request, FAILED));
    do {
      for (Command next = commands.poll(); next != null; next = commands.poll()) {
        if (next instanceof Command.Submit(ActiveRequest request)) {
          delivery.abandon(request, FAILED);
        }
      }
    } while (!admission.awaitEnded(LATECOMERS)); // who was let in before and is not here yet
    pool.reset();
    stats = snapshot();
  }

  /** Accepts a request, or throws. Called by any thread. */
  Generation submit(GenerationRequest request, GenerationListener listener) {
    ActiveRequest accepted = admission.admit(request, listener, this::cancel);
    command(new Command.Submit(accepted));
    return accepted;
  }

  private void cancel(ActiveRequest request) {
    command(new Command.Cancel(request));
  }

  /** Cancels all requests that were accepted so far. Called by any thread. */
  void cancelAll() {
    command(new Command.CancelAll());
  }

  /** The blocks as they are when the next step begins. Called by any thread. */
  CompletableFuture<int[]> blockHolders() {
    CompletableFuture<int[]> answer = new CompletableFuture<>();
    command(new Command.Look(answer));
    return answer;
  }

  private void command(Command command) {
    commands.add(command);
    wake.run();
  }

  /** True if somebody submitted or cancelled since the last step began. Called by any thread. */
  boolean hasCommands() {
    return !commands.isEmpty();
  }

  /** Counts all blocks again; 0 unless there is a bug. */
  int countFaults() {
    return scheduler.countFaults();
  }

  /** As it was after the last step. Called by any thread. */
  EngineStats stats() {
    return stats;
  }

  private EngineStats snapshot() {
    return new EngineStats(
        delivery.running(),
        delivery.waiting(),
        pool.totalBlocks(),
        pool.freeBlocks(),
        pool.cachedBlocks(),
        pool.usedBlocks(),
        pool.sharedBlocks(),
        scheduler.prefixQueriedTokens(),
        scheduler.prefixHitTokens(),
        delivery.promptTokens(),
        delivery.generatedTokens(),
        scheduler.preemptions(),
        steps,
        leakedBlocks);
  }
}
