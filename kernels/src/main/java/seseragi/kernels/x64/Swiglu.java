package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.memory.HostMemory;

/** The gate of a feed-forward layer, for rows of whole steps of the code. */
final class Swiglu {
  private static final MethodHandle CALL =
      ExecutableMemory.caller(
          FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private final MemorySegment code;
  private final MemorySegment constants;

  Swiglu(MachineCode machine, Arena arena) {
    boolean wide = machine.level().wide();
    code = machine.memory().load(new SwigluKernel(wide).assemble(), arena);
    constants = arena.allocate(SwigluKernel.CONSTANT_BYTES, HostMemory.ALIGNMENT);
    constants.copyFrom(MemorySegment.ofArray(SwigluKernel.constants()));
  }

  static boolean supports(int columns) {
    return columns % SwigluKernel.STEP == 0;
  }

  /** Computes columns {@code from} to {@code to}, whole steps, of a row. */
  void compute(HostMatrix gate, HostMatrix up, HostMatrix out, int row, int from, int to) {
    long at = (long) from * Float.BYTES;
    try {
      CALL.invokeExact(
          code,
          gate.data().address() + gate.offset(row) + at,
          up.data().address() + up.offset(row) + at,
          out.data().address() + out.offset(row) + at,
          (long) (to - from) / SwigluKernel.STEP,
          constants.address());
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }
}
