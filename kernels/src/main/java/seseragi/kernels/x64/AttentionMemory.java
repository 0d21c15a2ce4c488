package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import seseragi.kernels.memory.HostMemory;

/** What one thread needs for a task of attention; grows, and is reused. */
final class AttentionMemory implements AutoCloseable {
  private HostMemory memory = new HostMemory();
  private MemorySegment data = MemorySegment.NULL;
  private MemorySegment scratch = MemorySegment.NULL;
  private MemorySegment limits = MemorySegment.NULL; // [LINES]
  private MemorySegment queries = MemorySegment.NULL; // [lines, keySize]
  private MemorySegment units = MemorySegment.NULL; // [tiles, TILE_BYTES]
  private MemorySegment states = MemorySegment.NULL; // [groups of lines, stateBytes]
  private int stateBytes;

  /** Makes room, and clears what adds up. */
  void begin(AttentionLayout layout, int lines, int groups, int tiles) {
    stateBytes = layout.stateBytes();
    long queryBytes = aligned((long) lines * layout.keySize() * Float.BYTES);
    long unitBytes = (tiles + 1L) * AttentionLayout.TILE_BYTES;
    long at = AttentionLayout.SCRATCH_BYTES + 64;
    reserve(at + queryBytes + unitBytes + (long) groups * stateBytes);
    scratch = data.asSlice(0, AttentionLayout.SCRATCH_BYTES);
    limits = data.asSlice(AttentionLayout.SCRATCH_BYTES, 64);
    queries = data.asSlice(at, queryBytes);
    units = data.asSlice(at + queryBytes, unitBytes);
    states = data.asSlice(at + queryBytes + unitBytes, (long) groups * stateBytes);
    states.fill((byte) 0);
    for (int group = 0; group < groups; group++) {
      long maxima = (long) group * stateBytes + AttentionLayout.MAXIMA;
      for (int line = 0; line < AttentionLayout.LINES; line++) {
        states.set(JAVA_FLOAT, maxima + 4L * line, Float.NEGATIVE_INFINITY);
      }
    }
  }

  private void reserve(long bytes) {
    if (bytes > data.byteSize()) {
      memory.close();
      memory = new HostMemory();
      data = memory.allocate(bytes + bytes / 2);
    }
  }

  private static long aligned(long bytes) {
    return (bytes + 63) & -64L;
  }

  MemorySegment queries() {
    return queries;
  }

  long scratch() {
    return scratch.address();
  }

  long units(int tile) {
    return units.address() + (long) tile * AttentionLayout.TILE_BYTES;
  }

  void setUnit(int unit, long keys, long values, long steps) {
    long at =
        (long) (unit / AttentionLayout.UNITS) * AttentionLayout.TILE_BYTES
            + (unit % AttentionLayout.UNITS) * 8L;
    units.set(JAVA_LONG, at, keys);
    units.set(JAVA_LONG, at + AttentionLayout.VALUE_UNITS, values);
    units.set(JAVA_LONG, at + AttentionLayout.STEP_UNITS, steps);
  }

  long limits() {
    return limits.address();
  }

  void setLimit(int line, int limit) {
    limits.set(JAVA_INT, 4L * line, limit);
  }

  long state(int group) {
    return states.address() + (long) group * stateBytes;
  }

  @Override
  public void close() {
    memory.close();
  }
}
