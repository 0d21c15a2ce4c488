package seseragi.kernels.memory;

import java.lang.foreign.MemorySegment;

/** Pages of a mapped file. */
public final class FilePages {
  private FilePages() {}

  /**
   * Says that mapped memory will hardly be read again: the system may take its pages, so that they
   * no longer count as this process's. It can still be read. Does nothing for memory that is not
   * mapped from a file, or that may be written.
   */
  public static void release(MemorySegment memory) {
    if (memory.isMapped() && memory.isReadOnly()) {
      VirtualMemory.ofThisSystem().ifPresent(system -> system.release(memory));
    }
  }
}
