package seseragi.kernels.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;

/**
 * Pages of the operating system: zero until written, taken from it when they are first touched.
 *
 * <p>Source of the constants: {@code mmap(2)}, {@code mprotect(2)} and {@code madvise(2)} of Linux
 * and macOS.
 */
@SuppressWarnings("restricted") // with ExecutableMemory all of Seseragi that needs native access
final class VirtualMemory {
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANONYMOUS_LINUX = 0x20;
  private static final int MAP_ANONYMOUS_MACOS = 0x1000;
  private static final long MAP_FAILED = -1;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_HUGEPAGE = 14; // Linux only
  private static final long LARGEST_PAGE = 64 << 10; // of the usual systems
  private static final long HUGE_PAGE = 2 << 20;

  private static final Optional<VirtualMemory> SYSTEM = find();

  private final MethodHandle mmap;
  private final MethodHandle mprotect;
  private final MethodHandle munmap;
  private final MethodHandle madvise;
  private final boolean linux;

  private VirtualMemory(boolean linux) {
    this.linux = linux;
    Linker linker = Linker.nativeLinker();
    mmap =
        function(
            linker,
            "mmap",
            FunctionDescriptor.of(
                ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    mprotect =
        function(linker, "mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    munmap = function(linker, "munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    madvise =
        function(linker, "madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  }

  /** Empty on other systems, and where this module may not call native functions. */
  static Optional<VirtualMemory> ofThisSystem() {
    return SYSTEM;
  }

  private static Optional<VirtualMemory> find() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    try {
      return os.startsWith("linux") || os.startsWith("mac")
          ? Optional.of(new VirtualMemory(os.startsWith("linux")))
          : Optional.empty();
    } catch (IllegalCallerException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static MethodHandle function(Linker linker, String name, FunctionDescriptor type) {
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  /** New pages, given back with {@code arena}; empty if the system has none left. */
  Optional<MemorySegment> map(long bytes, Arena arena) {
    int flags = MAP_PRIVATE | (linux ? MAP_ANONYMOUS_LINUX : MAP_ANONYMOUS_MACOS);
    MemorySegment address =
        (MemorySegment)
            call(mmap, MemorySegment.NULL, bytes, PROT_READ | PROT_WRITE, flags, -1, 0L);
    return address.address() == MAP_FAILED
        ? Optional.empty()
        : Optional.of(address.reinterpret(bytes, arena, this::free));
  }

  /**
   * The same, in pages of 2 MB where the system has them: then the translation of addresses, which
   * 4 KB pages make the CPU look up all the time, costs a stream through the memory nothing.
   */
  Optional<MemorySegment> mapLarge(long bytes, Arena arena) {
    return map(bytes + HUGE_PAGE, arena)
        .map(
            pages -> {
              long start = -pages.address() & (HUGE_PAGE - 1);
              MemorySegment aligned = pages.asSlice(start, bytes);
              if (linux) {
                long whole = Math.ceilDiv(bytes, HUGE_PAGE) * HUGE_PAGE;
                call(madvise, aligned, Math.min(whole, pages.byteSize() - start), MADV_HUGEPAGE);
              }
              return aligned;
            });
  }

  /** Makes pages readable and executable, no longer writable; false if the system refuses. */
  boolean makeExecutable(MemorySegment pages) {
    return (int) call(mprotect, pages, pages.byteSize(), PROT_READ | PROT_EXEC) == 0;
  }

  /** Takes the pages of a mapped file out of this process; an access brings them back. */
  void release(MemorySegment file) {
    long start = -file.address() & (LARGEST_PAGE - 1);
    long bytes = (file.byteSize() - start) & -LARGEST_PAGE;
    if (bytes > 0) {
      call(madvise, file.asSlice(start, bytes), bytes, MADV_DONTNEED);
    }
  }

  private void free(MemorySegment memory) {
    call(munmap, memory, memory.byteSize());
  }

  private static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }
}
