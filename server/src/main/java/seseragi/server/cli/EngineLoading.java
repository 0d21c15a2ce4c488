package seseragi.server.cli;

import java.util.function.UnaryOperator;
import seseragi.engine.Engine;
import seseragi.engine.EngineOptions;
import seseragi.kernels.Kernels;

/** Loads a model and shows how far it is. */
final class EngineLoading {
  private EngineLoading() {}

  /** Hears how far loading is. */
  @FunctionalInterface
  interface Progress {
    /**
     * Some more is done.
     *
     * @param fraction 0 to 1
     * @param what is being done
     */
    void at(double fraction, String what);
  }

  /** An engine as the options want it. */
  static Engine open(Io io, ModelSource source, EngineOptions options) {
    return open(io, source, options, (fraction, what) -> {});
  }

  /** The same, with other kernels around those that compute. */
  static Engine open(
      Io io, ModelSource source, EngineOptions options, UnaryOperator<Kernels> around) {
    return open(io, source, options, (fraction, what) -> {}, around);
  }

  /** The same; {@code further} hears of the progress too. */
  static Engine open(Io io, ModelSource source, EngineOptions options, Progress further) {
    return open(io, source, options, further, UnaryOperator.identity());
  }

  private static Engine open(
      Io io,
      ModelSource source,
      EngineOptions options,
      Progress further,
      UnaryOperator<Kernels> around) {
    try (ProgressBar bar = new ProgressBar(io)) {
      String what = "loading " + source.name();
      bar.show(0, what);
      return Engine.open(
          source.file(),
          options,
          (done, total) -> {
            double fraction = (double) done / total;
            bar.show(fraction, what);
            further.at(fraction, "reading weights");
          },
          around);
    }
  }
}
