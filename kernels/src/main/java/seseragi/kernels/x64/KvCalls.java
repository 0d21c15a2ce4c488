package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvType;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.vector.VectorKv;

/** Keys and values into the cache, for f16 and heads of whole steps of the code. */
final class KvCalls {
  private static final MethodHandle CALL =
      ExecutableMemory.caller(
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private final MemorySegment scatter;
  private final MemorySegment copy;

  /** Code that lives as long as {@code arena}. */
  KvCalls(MachineCode machine, Arena arena) {
    scatter = machine.memory().load(new KvKernel().scatter(), arena);
    copy = machine.memory().load(new KvKernel().copy(), arena);
  }

  static boolean supports(KvShape shape) {
    return shape.type() == KvType.F16
        && shape.keySize() % KvKernel.STEP == 0
        && shape.valueSize() % KvKernel.STEP == 0;
  }

  /** Stores what a row holds of all heads. */
  void store(VectorKv storage, int layer, HostMatrix keys, HostMatrix values, int row, int slot) {
    KvShape shape = storage.shape();
    int block = slot / shape.blockSize();
    int within = slot % shape.blockSize();
    call(
        scatter,
        keys.data().address() + keys.offset(row),
        storage.keys(layer).address() + storage.keyOffset(block, 0) + (long) within * Short.BYTES,
        (long) shape.keySize() * shape.blockSize() * Short.BYTES,
        shape.heads(),
        shape.keySize(),
        shape.blockSize() * Short.BYTES);
    call(
        copy,
        values.data().address() + values.offset(row),
        storage.values(layer).address()
            + storage.valueOffset(block, 0)
            + (long) within * storage.valueBytes(),
        (long) storage.valueBytes() * shape.blockSize(),
        shape.heads(),
        shape.valueSize(),
        Short.BYTES);
  }

  private static void call(
      MemorySegment code, long from, long to, long headBytes, int heads, int size, int stride) {
    try {
      CALL.invokeExact(
          code, from, to, headBytes, (long) heads, (long) size / KvKernel.STEP, (long) stride);
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }
}
