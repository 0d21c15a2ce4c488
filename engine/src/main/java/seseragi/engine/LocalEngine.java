package seseragi.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.kernels.Kernels;
import seseragi.kernels.select.KernelSelection;

/**
 * An engine in this process: a thread around an {@link EngineLoop}, and a virtual thread for each
 * delivery, so that a listener that blocks delays nobody but itself.
 */
final class LocalEngine implements Engine {
  /** How long to wait for listeners, after everything has ended. */
  private static final Duration DELIVERY_PATIENCE = Duration.ofSeconds(5);

  private final EngineParts parts;
  private final ModelInfo info;
  private final Optional<KernelSelection> selection;
  private final Resources resources;
  private final Observers observers = new Observers();
  private final ExecutorService deliveries;
  private final Admission admission;
  private final EngineLoop loop;
  private final Thread thread;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean stopping;
  private boolean shaken; // a failure outside a step, and no step since; of the engine's thread

  /**
   * Starts an engine.
   *
   * @param selection the kernels, where they were chosen for this engine
   * @param resources what to close after the engine has stopped, the KV cache apart
   */
  LocalEngine(
      EngineParts parts, ModelInfo info, Optional<KernelSelection> selection, Resources resources) {
    this.parts = parts;
    this.selection = selection;
    this.resources = resources;
    this.info = info.withContextLength(parts.limits().contextLength());
    deliveries =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("seseragi-delivery").factory());
    admission = new Admission(parts, deliveries);
    thread = Thread.ofPlatform().name("seseragi-engine").daemon().unstarted(this::run);
    loop = new EngineLoop(parts, admission, observers, () -> LockSupport.unpark(thread));
    thread.start();
  }

  private void run() {
    try {
      while (!stopping) {
        if (!stepOrFail() && !loop.hasCommands() && !stopping) {
          LockSupport.park(this);
        }
      }
      stepOrFail(); // nobody is left: this counts the blocks
    } catch (Throwable failure) {
      loop.failForGood(failure);
    } finally {
      admission.close(); // nobody would ever answer
    }
  }

  /**
   * A step handles its own failures. One outside of it is a bug, or no memory was left: everybody
   * is told, and the engine begins anew, but only once.
   */
  private boolean stepOrFail() {
    try {
      boolean worked = loop.step();
      shaken &= !worked;
      return worked;
    } catch (Throwable failure) {
      if (shaken) {
        throw failure;
      }
      shaken = true;
      loop.failAll(failure);
      return false;
    }
  }

  @Override
  public Generation submit(GenerationRequest request, GenerationListener listener) {
    return loop.submit(request, listener);
  }

  @Override
  public Tokenizer tokenizer() {
    return parts.tokenizer();
  }

  @Override
  public ModelInfo model() {
    return info;
  }

  /** The kernels that were chosen for this engine, if they were. */
  Optional<Kernels> kernels() {
    return selection.map(KernelSelection::kernels);
  }

  @Override
  public String backend() {
    return selection.map(KernelSelection::description).orElse("");
  }

  @Override
  public boolean failed() {
    return admission.failed();
  }

  @Override
  public EngineStats stats() {
    return loop.stats();
  }

  @Override
  public CompletableFuture<int[]> blockHolders() {
    return loop.blockHolders();
  }

  @Override
  public void observe(EngineObserver observer) {
    observers.add(observer);
  }

  @Override
  public boolean shutdown(Duration deadline) {
    admission.close();
    boolean inTime = admission.awaitEnded(deadline);
    boolean interrupted = Thread.interrupted(); // whoever interrupts wants it to end sooner
    while (thread.isAlive() && !admission.awaitEnded(Duration.ZERO)) {
      loop.cancelAll();
      admission.awaitEnded(Duration.ofSeconds(1)); // a step may take its time
    }
    admission.awaitDelivered(DELIVERY_PATIENCE);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return inTime;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    shutdown(Duration.ZERO);
    stopping = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true; // the memory must not be given back while the thread may use it
      }
    }
    deliveries.shutdown();
    parts.storage().close();
    resources.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
