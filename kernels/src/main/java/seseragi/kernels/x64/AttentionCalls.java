package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import seseragi.kernels.memory.ExecutableMemory;

/**
 * The code of attention for one layout, for each number of lines. Addresses go in as numbers:
 * whoever calls vouches that the memory lives.
 */
final class AttentionCalls {
  private static final MethodHandle ATTEND =
      ExecutableMemory.caller(
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG));

  private static final MethodHandle FINISH =
      ExecutableMemory.caller(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private final MemorySegment[] attend = new MemorySegment[AttentionLayout.LINES + 1];
  private final MemorySegment finish;

  AttentionCalls(MachineCode machine, AttentionLayout layout, Arena arena) {
    boolean wide = machine.level().wide();
    for (int lines = 1; lines <= AttentionLayout.LINES; lines++) {
      byte[] code = new AttentionKernel(layout, lines, wide).attend();
      attend[lines] = machine.memory().load(code, arena);
    }
    finish = machine.memory().load(new AttentionKernel(layout, 1, wide).finish(), arena);
  }

  /** See {@link AttentionKernel}. */
  void attend(
      int lines,
      long queries,
      long state,
      long units,
      long tiles,
      long scratch,
      long limits,
      long lastCount,
      long constants) {
    try {
      ATTEND.invokeExact(
          attend[lines], queries, state, units, tiles, scratch, limits, lastCount, constants);
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }

  void finish(long sums, long values, long out) {
    try {
      FINISH.invokeExact(finish, sums, values, out);
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }
}
