package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import seseragi.kernels.memory.ExecutableMemory;

/**
 * The micro kernels of one format: for 1 to {@link #TOKENS} tokens, and as many tiles as the
 * registers hold. Addresses go in as numbers: whoever calls vouches that the memory lives.
 */
final class KernelTable {
  /** Most tokens of one call. */
  static final int TOKENS = 6;

  private static final int MAX_TILES = 4;

  private static final MethodHandle CALL =
      ExecutableMemory.caller(
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG, JAVA_LONG));

  private final MemorySegment[][] code = new MemorySegment[TOKENS + 1][MAX_TILES + 1];
  private final long constants;

  KernelTable(PackedFormat format, ExecutableMemory executable, Arena arena) {
    MemorySegment numbers = arena.allocate(MicroKernel.CONSTANT_BYTES, 64);
    numbers.copyFrom(MemorySegment.ofArray(MicroKernel.constants(format)));
    constants = numbers.address();
    for (int tokens = 1; tokens <= TOKENS; tokens++) {
      for (int tiles = 1; tiles <= tilesFor(tokens); tiles++) {
        byte[] bytes = new MicroKernel(format, tokens, tiles).assemble();
        code[tokens][tiles] = executable.load(bytes, arena);
      }
    }
  }

  /** Tiles that a call with this many tokens takes at most. */
  static int tilesFor(int tokens) {
    return tokens <= 2 ? 4 : tokens <= 4 ? 3 : 2;
  }

  /**
   * {@code out = tokens * tiles}, see {@link MicroKernel}.
   *
   * @param weights address of the first tile
   * @param x address of the packed tokens
   * @param out address of the first output of the first token
   * @param outStride bytes from one token's outputs to the next's
   */
  void run(
      X64Weights.Part part, int tokens, int tiles, long weights, long x, long out, long outStride) {
    PackedFormat format = part.format();
    long scales = weights + format.scaleOffset(part.blocks());
    long supers = weights + format.superOffset(part.blocks());
    try {
      CALL.invokeExact(
          code[tokens][tiles],
          weights,
          scales,
          supers,
          part.tileBytes(),
          x,
          out,
          outStride,
          (long) part.blocks(),
          constants);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // machine code throws nothing
    }
  }
}
