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

/**
 * Machine code in memory: written first, then made readable and executable, never writable and
 * executable at once. Freed with its arena.
 *
 * <p>Source of the constants: {@code mmap(2)} and {@code mprotect(2)} of Linux and macOS.
 */
@SuppressWarnings("restricted") // the one class of Seseragi that needs native access
public final class ExecutableMemory {
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANONYMOUS_LINUX = 0x20;
  private static final int MAP_ANONYMOUS_MACOS = 0x1000;
  private static final long MAP_FAILED = -1;

  private final MethodHandle mmap;
  private final MethodHandle mprotect;
  private final MethodHandle munmap;
  private final int anonymous;

  private ExecutableMemory(Linker linker, int anonymous) {
    this.anonymous = anonymous;
    mmap =
        function(
            linker,
            "mmap",
            FunctionDescriptor.of(
                ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    mprotect =
        function(linker, "mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    munmap = function(linker, "munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  }

  /**
   * The operating system's calls for executable memory.
   *
   * @throws UnsupportedOperationException with the reason, where there are none
   */
  public static ExecutableMemory ofThisSystem() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (os.startsWith("linux")) {
      return new ExecutableMemory(Linker.nativeLinker(), MAP_ANONYMOUS_LINUX);
    }
    if (os.startsWith("mac")) {
      return new ExecutableMemory(Linker.nativeLinker(), MAP_ANONYMOUS_MACOS);
    }
    throw new UnsupportedOperationException("executable memory is not supported on " + os);
  }

  private static MethodHandle function(Linker linker, String name, FunctionDescriptor type) {
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  /**
   * Puts the code of a function into memory of its own.
   *
   * @param type of the function, in the system's C calling convention
   * @return the function; to be called only while {@code arena} lives
   * @throws UnsupportedOperationException with the reason, if the system refuses (SELinux, a
   *     hardened kernel)
   */
  public MethodHandle load(byte[] code, FunctionDescriptor type, Arena arena) {
    return Linker.nativeLinker().downcallHandle(load(code, arena), type);
  }

  private MemorySegment load(byte[] code, Arena arena) {
    long size = code.length;
    MemorySegment address =
        (MemorySegment)
            call(
                mmap,
                MemorySegment.NULL,
                size,
                PROT_READ | PROT_WRITE,
                MAP_PRIVATE | anonymous,
                -1,
                0L);
    if (address.address() == MAP_FAILED) {
      throw new UnsupportedOperationException("mmap gives no memory for code");
    }
    MemorySegment memory = address.reinterpret(size, arena, this::free);
    memory.copyFrom(MemorySegment.ofArray(code));
    if ((int) call(mprotect, memory, size, PROT_READ | PROT_EXEC) != 0) {
      throw new UnsupportedOperationException("mprotect refuses to make memory executable");
    }
    return memory;
  }

  private void free(MemorySegment memory) {
    call(munmap, memory, memory.byteSize());
  }

  private static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // downcalls declare no checked exception
    }
  }
}
