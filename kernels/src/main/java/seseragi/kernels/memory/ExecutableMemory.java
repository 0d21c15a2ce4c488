package seseragi.kernels.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Machine code in memory: written first, then made readable and executable, never writable and
 * executable at once. Freed with its arena.
 */
@SuppressWarnings("restricted")
public final class ExecutableMemory {
  private final VirtualMemory memory;

  private ExecutableMemory(VirtualMemory memory) {
    this.memory = memory;
  }

  /**
   * The operating system's calls for executable memory.
   *
   * @throws UnsupportedOperationException with the reason, where there are none
   */
  public static ExecutableMemory ofThisSystem() {
    return new ExecutableMemory(
        VirtualMemory.ofThisSystem()
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "executable memory needs Linux or macOS, and native access for the module"
                            + " seseragi.kernels (--enable-native-access=seseragi.kernels)")));
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

  /**
   * Puts code into memory of its own, which is to be called through {@link #caller}.
   *
   * @return the code; to be called only while {@code arena} lives
   * @throws UnsupportedOperationException with the reason, if the system refuses (SELinux, a
   *     hardened kernel)
   */
  public MemorySegment load(byte[] code, Arena arena) {
    MemorySegment pages =
        memory
            .map(code.length, arena)
            .orElseThrow(
                () -> new UnsupportedOperationException("the system gives no memory for code"));
    pages.copyFrom(MemorySegment.ofArray(code));
    if (!memory.makeExecutable(pages)) {
      throw new UnsupportedOperationException("the system refuses to make memory executable");
    }
    return pages;
  }

  /**
   * What to throw when a call of machine code has thrown, which throws nothing itself: a fault of
   * the caller's or an error of the JVM, as it is.
   */
  public static RuntimeException failure(Throwable thrown) {
    return switch (thrown) {
      case Error error -> throw error;
      case RuntimeException fault -> fault;
      default -> new IllegalStateException(thrown);
    };
  }

  /**
   * Calls functions of this type; the first argument is the {@link #load loaded} code.
   *
   * @throws UnsupportedOperationException where no native function can be called
   */
  public static MethodHandle caller(FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(type);
  }
}
