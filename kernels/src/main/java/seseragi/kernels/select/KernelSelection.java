package seseragi.kernels.select;

import seseragi.kernels.Kernels;
import seseragi.kernels.scalar.ScalarKernels;

/**
 * The backend that was chosen for this machine.
 *
 * @param kernels owned by the caller, who closes it
 * @param description one line for the log: what was chosen and why
 */
public record KernelSelection(Kernels kernels, String description) {
  /** System property that forces a backend. */
  public static final String PROPERTY = "seseragi.kernels";

  /**
   * Chooses the fastest backend that computes right here.
   *
   * @param threads that work on an operation, the caller's included; 0 for one per processor
   * @throws IllegalArgumentException if {@code threads} is negative, or the property {@value
   *     #PROPERTY} names no backend of this machine
   */
  public static KernelSelection create(int threads) {
    return create(threads, System.getProperty(PROPERTY, "scalar"));
  }

  /** Like {@link #create(int)}, with the backend named by the caller. */
  public static KernelSelection create(int threads, String backend) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must be 0 or more, not " + threads);
    }
    if (!backend.equals("scalar")) {
      throw new IllegalArgumentException(
          "%s=%s names no backend: use scalar".formatted(PROPERTY, backend));
    }
    Kernels kernels = new ScalarKernels();
    return new KernelSelection(kernels, "kernels: %s (1 thread)".formatted(kernels.name()));
  }
}
