package seseragi.kernels.x64;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import seseragi.kernels.memory.HostMemory;

/** Memory for tiles that are packed when they are used: a segment for each thread. */
final class TileScratch implements AutoCloseable {
  private final MemorySegment[] segments; // [threads]
  private HostMemory memory = new HostMemory();

  TileScratch(int threads) {
    segments = new MemorySegment[threads];
    Arrays.fill(segments, MemorySegment.NULL);
  }

  /** Makes the segments at least so large; none may be in use. */
  void reserve(long bytes) {
    if (bytes > segments[0].byteSize()) {
      memory.close();
      memory = new HostMemory();
      for (int i = 0; i < segments.length; i++) {
        segments[i] = memory.allocate(bytes);
      }
    }
  }

  MemorySegment of(int worker) {
    return segments[worker];
  }

  @Override
  public void close() {
    memory.close();
  }
}
