package seseragi.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** All observers as one. An observer that throws is left out from then on. */
final class Observers implements EngineObserver {
  private static final System.Logger LOG = System.getLogger(Observers.class.getName());

  private final List<EngineObserver> observers = new CopyOnWriteArrayList<>();

  void add(EngineObserver observer) {
    observers.add(observer);
  }

  @Override
  public void onStep(int decodeTokens, int prefillTokens, long nanos) {
    tell(observer -> observer.onStep(decodeTokens, prefillTokens, nanos));
  }

  @Override
  public void onFirstToken(long nanos) {
    tell(observer -> observer.onFirstToken(nanos));
  }

  @Override
  public void onNextToken(long nanos) {
    tell(observer -> observer.onNextToken(nanos));
  }

  @Override
  public void onEnd(RequestReport report) {
    tell(observer -> observer.onEnd(report));
  }

  private void tell(Consumer<EngineObserver> message) {
    observers.removeIf(observer -> !hears(observer, message));
  }

  private static boolean hears(EngineObserver observer, Consumer<EngineObserver> message) {
    try {
      message.accept(observer);
      return true;
    } catch (RuntimeException failure) {
      LOG.log(System.Logger.Level.ERROR, "an observer failed and is removed", failure);
      return false;
    }
  }
}
