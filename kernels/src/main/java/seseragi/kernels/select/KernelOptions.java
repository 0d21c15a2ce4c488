package seseragi.kernels.select;

import java.util.Objects;

/**
 * What a backend should be like.
 *
 * @param threads that work on an operation, the caller's included; 0 for one per processor
 * @param backend its name, or {@code auto}
 * @param repack whether weights are brought into the backend's own layout, which is fastest; if
 *     not, machine code takes them from the file as they are, again and again, and other backends
 *     do not care
 */
public record KernelOptions(int threads, String backend, boolean repack) {
  /** Validated. */
  public KernelOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must be 0 or more, not " + threads);
    }
    Objects.requireNonNull(backend, "backend");
  }
}
