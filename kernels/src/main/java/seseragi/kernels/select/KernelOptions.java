package seseragi.kernels.select;

import java.util.Objects;
import java.util.Optional;
import seseragi.kernels.Kernels;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.vector.VectorKernels;

/**
 * What a backend should be like.
 *
 * @param threads that work on an operation, the caller's included; 0 for one per processor
 * @param backend its name, or {@code auto}
 * @param repack whether weights are brought into the backend's own layout, which is fastest; if
 *     not, machine code takes them from the file as they are, again and again, and other backends
 *     do not care
 * @param neighbour kernels whose threads these have too, instead of {@code threads} of their own:
 *     operations of the two take turns
 */
public record KernelOptions(
    int threads, String backend, boolean repack, Optional<Kernels> neighbour) {
  /** Validated. */
  public KernelOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must be 0 or more, not " + threads);
    }
    Objects.requireNonNull(backend, "backend");
    Objects.requireNonNull(neighbour, "neighbour");
  }

  /** Threads for one backend, which closes them. */
  WorkerPool pool() {
    if (neighbour.isPresent() && neighbour.get() instanceof VectorKernels threaded) {
      return threaded.poolBeside();
    }
    return new WorkerPool(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
  }
}
