package seseragi.kernels.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory outside the heap that is given back as one. May be used by several threads at once, also
 * to allocate; after {@link #close()} an access throws {@link IllegalStateException}.
 */
public final class HostMemory implements AutoCloseable {
  /** Alignment of every segment in bytes: a cache line, and the widest vector register. */
  public static final long ALIGNMENT = 64;

  /** From here on memory comes straight from the system: zero, and untouched until it is used. */
  private static final long LARGE = 4 << 20;

  private final Arena arena = Arena.ofShared();

  /** No memory yet. */
  public HostMemory() {}

  /**
   * A new segment of zeros, aligned to {@link #ALIGNMENT}.
   *
   * @throws OutOfMemoryError if the system has no more memory
   */
  public MemorySegment allocate(long bytes) {
    if (bytes < LARGE) {
      return arena.allocate(bytes, ALIGNMENT);
    }
    return VirtualMemory.ofThisSystem()
        .map(system -> large(system, bytes))
        .orElseGet(() -> arena.allocate(bytes, ALIGNMENT));
  }

  private MemorySegment large(VirtualMemory system, long bytes) {
    return system
        .mapLarge(bytes, arena)
        .orElseThrow(() -> new OutOfMemoryError("the system gives no " + bytes + " bytes"));
  }

  /** Gives the memory back. Idempotent. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
