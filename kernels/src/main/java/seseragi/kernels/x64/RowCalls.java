package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.function.Supplier;
import seseragi.kernels.RopePairing;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.vector.RowCode;

/** Rows by machine code where they are whole steps of it, else by other code. */
final class RowCalls implements RowCode {
  private static final MethodHandle THREE =
      ExecutableMemory.caller(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle SCALE =
      ExecutableMemory.caller(
          FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_FLOAT));
  private static final MethodHandle ROTATE =
      ExecutableMemory.caller(
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private static final int STEP = RowKernel.STEP;

  private final Supplier<RowCode> others;
  private final MemorySegment add;
  private final MemorySegment squares;
  private final MemorySegment scale;
  private final MemorySegment rotateHalves;
  private final MemorySegment rotateNeighbours;

  /** Code that lives as long as {@code arena}. */
  RowCalls(MachineCode machine, Arena arena, Supplier<RowCode> others) {
    this.others = others;
    boolean wide = machine.level().wide();
    add = machine.memory().load(new RowKernel(wide).add(), arena);
    squares = machine.memory().load(new RowKernel(wide).squares(), arena);
    scale = machine.memory().load(new RowKernel(wide).scale(), arena);
    rotateHalves = machine.memory().load(new RowKernel(wide).rotateHalves(), arena);
    rotateNeighbours = machine.memory().load(new RowKernel(wide).rotateNeighbours(), arena);
  }

  @Override
  public void add(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
    if (count % STEP != 0) {
      others.get().add(x, xAt, y, yAt, count);
      return;
    }
    three(add, x.address() + xAt, y.address() + yAt, count / STEP);
  }

  @Override
  public void swiglu(
      MemorySegment gate,
      long gateAt,
      MemorySegment up,
      long upAt,
      MemorySegment out,
      long outAt,
      int count) {
    others.get().swiglu(gate, gateAt, up, upAt, out, outAt, count);
  }

  @Override
  public float squares(MemorySegment x, long xAt, int count, MemorySegment lanes) {
    if (count % STEP != 0) {
      return others.get().squares(x, xAt, count, lanes);
    }
    three(squares, x.address() + xAt, lanes.address(), count / STEP);
    return lanes.get(JAVA_FLOAT, 0);
  }

  @Override
  public void scale(
      MemorySegment x,
      long xAt,
      float factor,
      MemorySegment weight,
      long weightAt,
      MemorySegment out,
      long outAt,
      int count) {
    if (count % STEP != 0) {
      others.get().scale(x, xAt, factor, weight, weightAt, out, outAt, count);
      return;
    }
    try {
      SCALE.invokeExact(
          scale,
          x.address() + xAt,
          weight.address() + weightAt,
          out.address() + outAt,
          (long) (count / STEP),
          factor);
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }

  @Override
  public void rotate(
      RopePairing pairing,
      MemorySegment x,
      long xAt,
      int heads,
      int headSize,
      MemorySegment angles,
      long anglesAt,
      int pairs) {
    long cosines = angles.address() + anglesAt;
    long bytes = (long) pairs * Float.BYTES; // of the cosines, as of half of the pairs' numbers
    switch (pairing) {
      case NEIGHBOURS ->
          rotate(rotateNeighbours, x.address() + xAt, heads, headSize, cosines, bytes, pairs);
      case HALVES -> {
        if (pairs % STEP == 0) {
          rotate(rotateHalves, x.address() + xAt, heads, headSize, cosines, bytes, pairs / STEP);
        } else {
          others.get().rotate(pairing, x, xAt, heads, headSize, angles, anglesAt, pairs);
        }
      }
    }
  }

  /**
   * @param count pairs, or steps of them
   */
  private static void rotate(
      MemorySegment code, long x, int heads, int headSize, long cosines, long bytes, int count) {
    long headBytes = (long) headSize * Float.BYTES;
    try {
      ROTATE.invokeExact(
          code, x, headBytes, cosines, cosines + bytes, (long) heads, (long) count, bytes);
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }

  private static void three(MemorySegment code, long first, long second, long third) {
    try {
      THREE.invokeExact(code, first, second, third);
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }
}
