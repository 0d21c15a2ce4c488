package seseragi.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All observers as one. An observer that throws is not called again. */
final class Observers implements EngineObserver {
  private static final System.Logger LOG = System.getLogger("seseragi.engine");

  private final List<Guarded> observers = new CopyOnWriteArrayList<>();

  void add(EngineObserver observer) {
    observers.add(new Guarded(observer));
  }

  @Override
  public void onStep(int decodeTokens, int prefillTokens, long nanos) {
    for (Guarded observer : observers) {
      observer.onStep(decodeTokens, prefillTokens, nanos);
    }
  }

  @Override
  public void onFirstToken(long nanos) {
    for (Guarded observer : observers) {
      observer.onFirstToken(nanos);
    }
  }

  @Override
  public void onNextToken(long nanos) {
    for (Guarded observer : observers) {
      observer.onNextToken(nanos);
    }
  }

  @Override
  public void onEnd(RequestReport report) {
    for (Guarded observer : observers) {
      observer.onEnd(report);
    }
  }

  /**
   * An observer until it throws. No lambda does the catching: it would be garbage of each token.
   */
  private static final class Guarded implements EngineObserver {
    private final EngineObserver observer;
    private boolean broken;

    Guarded(EngineObserver observer) {
      this.observer = observer;
    }

    @Override
    public void onStep(int decodeTokens, int prefillTokens, long nanos) {
      if (!broken) {
        try {
          observer.onStep(decodeTokens, prefillTokens, nanos);
        } catch (RuntimeException failure) {
          giveUp(failure);
        }
      }
    }

    @Override
    public void onFirstToken(long nanos) {
      if (!broken) {
        try {
          observer.onFirstToken(nanos);
        } catch (RuntimeException failure) {
          giveUp(failure);
        }
      }
    }

    @Override
    public void onNextToken(long nanos) {
      if (!broken) {
        try {
          observer.onNextToken(nanos);
        } catch (RuntimeException failure) {
          giveUp(failure);
        }
      }
    }

    @Override
    public void onEnd(RequestReport report) {
      if (!broken) {
        try {
          observer.onEnd(report);
        } catch (RuntimeException failure) {
          giveUp(failure);
        }
      }
    }

    private void giveUp(RuntimeException failure) {
      broken = true;
      LOG.log(System.Logger.Level.ERROR, "an observer failed and is not called again", failure);
    }
  }
}
