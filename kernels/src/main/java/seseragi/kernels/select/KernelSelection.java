package seseragi.kernels.select;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import seseragi.kernels.Kernels;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.scalar.ScalarKernels;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.vector.VectorKernels;
import seseragi.kernels.x64.X64Kernels;

/**
 * The backend that was chosen for this machine. It computes as the specification does: every
 * operation was tried on a few numbers, and one that differs (a fault of the compiler or of the
 * machine) makes the choice fall on the specification itself.
 *
 * @param kernels owned by the caller, who closes it
 * @param description one line: what was chosen and why
 */
public record KernelSelection(Kernels kernels, String description) {
  /** System property that forces a backend. */
  public static final String PROPERTY = "seseragi.kernels";

  private static final String CHOICES =
      "auto, scalar, vector, vector-128, vector-256, vector-512, avx512vnni, avxvnni or avx2";
  private static final Logger LOGGER = System.getLogger(KernelSelection.class.getName());

  /**
   * Chooses the fastest backend that computes right here, and logs the choice.
   *
   * @param threads that work on an operation, the caller's included; 0 for one per processor
   * @throws IllegalArgumentException if {@code threads} is negative, or the property {@value
   *     #PROPERTY} names no backend, or one that this machine cannot have
   */
  public static KernelSelection create(int threads) {
    return create(threads, System.getProperty(PROPERTY, "auto"));
  }

  /**
   * Like {@link #create(int)}, with the backend named by the caller.
   *
   * @param backend as the property {@value #PROPERTY} would name it
   */
  public static KernelSelection create(int threads, String backend) {
    return create(new KernelOptions(threads, backend, true, Optional.empty()));
  }

  /**
   * Like {@link #create(int)}, with more that is up to the caller.
   *
   * @param repack see {@link KernelOptions}
   * @param neighbour see {@link KernelOptions}
   */
  public static KernelSelection create(int threads, boolean repack, Optional<Kernels> neighbour) {
    String backend = System.getProperty(PROPERTY, "auto");
    return create(new KernelOptions(threads, backend, repack, neighbour));
  }

  /**
   * Chooses as the options say, and logs the choice.
   *
   * @throws IllegalArgumentException if they name no backend, or one that this machine cannot have
   */
  public static KernelSelection create(KernelOptions options) {
    KernelSelection selection =
        switch (options.backend()) {
          case "auto" -> fastest(options);
          case "scalar" -> scalar("");
          case "vector" -> checked(0, options);
          case "vector-128" -> checked(128, options);
          case "vector-256" -> checked(256, options);
          case "vector-512" -> checked(512, options);
          case "avx512vnni", "avxvnni", "avx2" -> forced(options);
          default ->
              throw new IllegalArgumentException(
                  "%s=%s names no backend: use %s".formatted(PROPERTY, options.backend(), CHOICES));
        };
    LOGGER.log(Level.INFO, selection.description);
    return selection;
  }

  private static KernelSelection fastest(KernelOptions options) {
    try {
      return machineCode(Optional.empty(), options);
    } catch (UnsupportedOperationException e) {
      KernelSelection portable = checked(0, options);
      return new KernelSelection(
          portable.kernels, portable.description + "; no machine code: " + e.getMessage());
    } catch (LinkageError e) { // no Vector API, which the machine code needs beside it
      return checked(0, options);
    }
  }

  private static KernelSelection forced(KernelOptions options) {
    try {
      return machineCode(Optional.of(options.backend()), options);
    } catch (UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          "%s=%s is not possible: %s".formatted(PROPERTY, options.backend(), e.getMessage()), e);
    }
  }

  /** Machine code, but for types of weights whose products differ from the specification. */
  private static KernelSelection machineCode(Optional<String> level, KernelOptions options) {
    Kernels kernels = X64Kernels.create(options.pool(), level, options.repack(), Set.of());
    SelfCheck.Result result = SelfCheck.run(kernels);
    Set<QuantType> wrong = result.wrongProducts();
    if (wrong.isEmpty()) {
      return orPortable(kernels, result, options);
    }
    kernels.close();
    Kernels rest = X64Kernels.create(options.pool(), level, options.repack(), wrong);
    KernelSelection selection = orPortable(rest, SelfCheck.run(rest), options);
    return new KernelSelection(
        selection.kernels,
        "%s; without machine code for %s, which differs: please report this"
            .formatted(selection.description, wrong));
  }

  /** {@code kernels} if all of their operations are right; else those of the Vector API. */
  static KernelSelection orPortable(
      Kernels kernels, SelfCheck.Result result, KernelOptions options) {
    if (result.failed().isEmpty()) {
      return judge(kernels, result);
    }
    kernels.close();
    KernelSelection portable = checked(0, options);
    return new KernelSelection(
        portable.kernels,
        "%s; no machine code, for %s differs in %s: please report this"
            .formatted(portable.description, kernels.name(), String.join(", ", result.failed())));
  }

  private static KernelSelection checked(int bits, KernelOptions options) {
    Kernels kernels;
    try {
      kernels = vector(bits, options);
    } catch (LinkageError e) {
      return scalar(
          ", for the Vector API is missing: start with --add-modules=jdk.incubator.vector");
    }
    return verify(kernels);
  }

  private static Kernels vector(int bits, KernelOptions options) {
    int width = bits == 0 ? Math.clamp(VectorKernels.preferredBits(), 128, 512) : bits;
    WorkerPool pool = options.pool();
    try {
      return new VectorKernels(width, pool);
    } catch (LinkageError failure) {
      pool.close();
      throw failure;
    }
  }

  /** {@code kernels} if they compute as the specification does; else they are closed. */
  static KernelSelection verify(Kernels kernels) {
    return judge(kernels, SelfCheck.run(kernels));
  }

  private static KernelSelection judge(Kernels kernels, SelfCheck.Result result) {
    if (!result.failed().isEmpty()) {
      kernels.close();
      return scalar(
          ", for %s differs in %s: please report this"
              .formatted(kernels.name(), String.join(", ", result.failed())));
    }
    return new KernelSelection(
        kernels,
        String.format(
            Locale.ROOT,
            "kernels: %s (%d threads), checked %d of %d against scalar in %d ms",
            kernels.name(),
            kernels.threads(),
            result.passed(),
            result.passed(),
            result.millis()));
  }

  private static KernelSelection scalar(String reason) {
    return new KernelSelection(new ScalarKernels(), "kernels: scalar (1 thread)" + reason);
  }
}
