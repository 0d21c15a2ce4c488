package seseragi.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import seseragi.engine.Engine;
import seseragi.engine.EngineBusyException;
import seseragi.engine.EngineFailedException;
import seseragi.engine.EngineObserver;
import seseragi.engine.EngineStats;
import seseragi.engine.FinishReason;
import seseragi.engine.Generation;
import seseragi.engine.GenerationEvent;
import seseragi.engine.GenerationListener;
import seseragi.engine.GenerationRequest;
import seseragi.engine.ModelInfo;
import seseragi.engine.RequestReport;
import seseragi.engine.TokenLogprob;
import seseragi.engine.Usage;
import seseragi.engine.tokenizer.Tokenizer;

/**
 * An engine that does what a script says, for states that a real one is in rarely. It keeps the
 * engine's promises: exactly one terminal event, blocks held while a request lives, cancelled
 * scripts end at once.
 */
final class ScriptedEngine implements Engine {
  static final int CONTEXT = 4096;
  private static final int BLOCKS = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What happens to one request. Runs on a thread of its own, which a cancel interrupts. */
  interface Script {
    void run(Run run) throws InterruptedException;
  }

  private final ByteTokenizer tokenizer = new ByteTokenizer();
  private final AtomicLong ids = new AtomicLong();
  private final List<EngineObserver> observers = new CopyOnWriteArrayList<>();
  private final List<GenerationRequest> requests = Collections.synchronizedList(new ArrayList<>());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Run> live = new ArrayList<>(); // guarded by lock
  private volatile Script script = Run::answer;
  private volatile boolean failed;
  private volatile Optional<EngineBusyException> busy = Optional.empty();

  /** What happens to each request from now on. */
  ScriptedEngine script(Script next) {
    script = next;
    return this;
  }

  /** Whether the queue is full. */
  void full(boolean isFull) {
    busy =
        isFull
            ? Optional.of(new EngineBusyException("the queue is full", Duration.ofMillis(1500)))
            : Optional.empty();
  }

  /** From now on. */
  void fail() {
    failed = true;
  }

  @Override
  public boolean failed() {
    return failed;
  }

  /** All requests that came in. */
  List<GenerationRequest> requests() {
    return List.copyOf(requests);
  }

  /** Waits until nothing runs and nothing waits. */
  void awaitIdle() throws InterruptedException {
    awaitLive(0);
  }

  /** Waits until this many requests live. */
  void awaitLive(int count) throws InterruptedException {
    long nanos = PATIENCE.toNanos();
    lock.lock();
    try {
      while (live.size() != count) {
        if (nanos <= 0) {
          throw new AssertionError("still " + live.size() + " requests; expected " + count);
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Generation submit(GenerationRequest request, GenerationListener listener) {
    if (failed) {
      throw new EngineFailedException();
    }
    if (busy.isPresent()) {
      throw busy.get();
    }
    requests.add(request);
    Run run = new Run(request, listener);
    lock.lock();
    try {
      live.add(run);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    run.thread.start();
    return run;
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public ModelInfo model() {
    return new ModelInfo(
        "scripted",
        "test",
        Path.of("scripted.gguf"),
        1,
        1,
        "F32",
        CONTEXT,
        CONTEXT,
        tokenizer.vocabularySize(),
        Map.of());
  }

  @Override
  public EngineStats stats() {
    lock.lock();
    try {
      int running = (int) live.stream().filter(run -> run.started).count();
      int used = live.stream().mapToInt(Run::blocks).sum();
      return new EngineStats(
          running, live.size() - running, BLOCKS, BLOCKS - used, 0, used, 0, 0, 0, 0, 0, 0, 0, 0);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void observe(EngineObserver observer) {
    observers.add(observer);
  }

  @Override
  public boolean shutdown(Duration deadline) {
    close();
    return true;
  }

  @Override
  public void close() {
    List<Run> all;
    lock.lock();
    try {
      all = List.copyOf(live);
    } finally {
      lock.unlock();
    }
    all.forEach(Run::cancel);
  }

  /** One request. */
  final class Run implements Generation {
    final GenerationRequest request;
    private final GenerationListener listener;
    private final long id = ids.incrementAndGet();
    private final Thread thread = Thread.ofVirtual().unstarted(this::play);
    private final boolean[] finished;
    private final long begun = System.nanoTime();
    private int tokens;
    private int cached;
    private FinishReason reason = FinishReason.CANCELLED;
    private volatile boolean started;
    private volatile boolean cancelled;

    Run(GenerationRequest request, GenerationListener listener) {
      this.request = request;
      this.listener = listener;
      finished = new boolean[request.choices()];
    }

    /** The default script: one word after another, as many as fit, at most three. */
    void answer() throws InterruptedException {
      start(0);
      String[] words = {"Hello", ", ", "wörld"};
      for (int choice = 0; choice < request.choices(); choice++) {
        int count = Math.min(words.length, request.maxTokens());
        for (int i = 0; i < count; i++) {
          text(choice, words[i]);
        }
        finish(choice, count < words.length ? FinishReason.LENGTH : FinishReason.STOP);
      }
    }

    void queued(int position) {
      emit(new GenerationEvent.Queued(position));
    }

    void start(int cachedTokens) {
      started = true;
      cached = cachedTokens;
      emit(new GenerationEvent.Started(request.prompt().length, cachedTokens));
    }

    /** A token with this text. */
    void text(int choice, String text) throws InterruptedException {
      text(choice, text, List.of());
    }

    void text(int choice, String text, List<TokenLogprob> logprobs) throws InterruptedException {
      if (cancelled || Thread.interrupted()) {
        throw new InterruptedException();
      }
      long nanos = System.nanoTime() - begun;
      boolean first = tokens == 0;
      for (EngineObserver observer : observers) {
        if (first) {
          observer.onFirstToken(nanos);
        } else {
          observer.onNextToken(nanos);
        }
      }
      tokens++;
      emit(new GenerationEvent.Delta(choice, text, 1, logprobs));
    }

    void finish(int choice, FinishReason why) {
      finished[choice] = true;
      reason = why;
      emit(new GenerationEvent.ChoiceFinished(choice, why));
    }

    /** The engine gives up. */
    void fail(String why) {
      throw new ScriptedFailure(why);
    }

    /** Waits until {@code latch} opens or the request is cancelled. */
    void await(CountDownLatch latch) throws InterruptedException {
      if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("nobody opened the latch");
      }
    }

    /** Does nothing until it is cancelled. */
    void awaitCancel() throws InterruptedException {
      await(new CountDownLatch(1));
    }

    @Override
    public long id() {
      return id;
    }

    @Override
    public void cancel() {
      cancelled = true;
      thread.interrupt();
    }

    private int blocks() {
      return request.prompt().length / 16 + 1;
    }

    private void play() {
      try {
        script.run(this);
        end(new GenerationEvent.Ended(usage()));
      } catch (InterruptedException e) {
        for (int i = 0; i < finished.length; i++) {
          if (!finished[i]) {
            finish(i, FinishReason.CANCELLED);
          }
        }
        end(new GenerationEvent.Ended(usage()));
      } catch (ScriptedFailure e) {
        reason = FinishReason.ERROR;
        end(new GenerationEvent.Failed(e.getMessage(), usage()));
      }
    }

    private void end(GenerationEvent last) {
      lock.lock();
      try {
        live.remove(this); // its blocks are free before anybody hears of the end
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      long nanos = System.nanoTime() - begun;
      observers.forEach(
          o ->
              o.onEnd(new RequestReport(id, reason, usage(), 0, 0, nanos, 0, request.maxTokens())));
      emit(last);
    }

    private Usage usage() {
      return new Usage(request.prompt().length, cached, tokens);
    }

    private void emit(GenerationEvent event) {
      listener.onEvent(event);
    }
  }

  private static final class ScriptedFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScriptedFailure(String message) {
      super(message);
    }
  }
}
