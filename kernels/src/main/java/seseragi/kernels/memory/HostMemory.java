package seseragi.kernels.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Memory outside the heap that is given back as one. May be used by several threads at once, also
 * to allocate; after {@link #close()} an access throws {@link IllegalStateException}.
 *
 * <p>What is not small is cut from large pieces that come straight from the system: zero, untouched
 * until used, and in the system's large pages, which a piece of their own for each would waste.
 */
public final class HostMemory implements AutoCloseable {
  /** Alignment of every segment in bytes: a cache line, and the widest vector register. */
  public static final long ALIGNMENT = 64;

  private static final long SMALL = 64 << 10;
  private static final long PIECE = 64 << 20;

  private final Arena arena = Arena.ofShared();
  private final Optional<VirtualMemory> system = VirtualMemory.ofThisSystem();
  private MemorySegment piece = MemorySegment.NULL;
  private long used; // of the piece

  /** No memory yet. */
  public HostMemory() {}

  /**
   * A new segment of zeros, aligned to {@link #ALIGNMENT}.
   *
   * @throws OutOfMemoryError if the system has no more memory
   */
  public MemorySegment allocate(long bytes) {
    if (bytes < SMALL || system.isEmpty()) {
      return arena.allocate(bytes, ALIGNMENT);
    }
    return bytes < PIECE / 4 ? cut(bytes) : large(bytes);
  }

  private synchronized MemorySegment cut(long bytes) {
    if (bytes > piece.byteSize() - used) {
      piece = large(PIECE);
      used = 0;
    }
    MemorySegment segment = piece.asSlice(used, bytes);
    used += Math.min(Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT, piece.byteSize() - used);
    return segment;
  }

  private MemorySegment large(long bytes) {
    return system
        .orElseThrow()
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
