package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.x64.MicroKernel.Near;

/**
 * The micro kernels of one format: for 1 to {@link #maxTokens} tokens, and as many tiles as the
 * registers hold. Addresses go in as numbers: whoever calls vouches that the memory lives.
 */
final class KernelTable {
  private static final int MAX_TOKENS = 6;
  private static final int MAX_TILES = 4;

  private static final MethodHandle CALL =
      ExecutableMemory.caller(
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private final MemorySegment[][] own = new MemorySegment[MAX_TOKENS + 1][MAX_TILES + 1];
  private final MemorySegment[][] next =
      new MemorySegment[MAX_TOKENS + 1][MAX_TILES + 1]; // or null
  private final long constants;

  KernelTable(MachineCode machine, PackedFormat format, Arena arena) {
    MemorySegment numbers = arena.allocate(MicroKernel.CONSTANT_BYTES, 64);
    numbers.copyFrom(MemorySegment.ofArray(MicroKernel.constants(format)));
    constants = numbers.address();
    Level level = machine.level();
    for (int tokens = 1; tokens <= maxTokens(level); tokens++) {
      int most = maxTiles(level, tokens);
      for (int tiles = 1; tiles <= most; tiles++) {
        byte[] bytes = level.assemble(format, tokens, tiles, Near.OWN, machine.cpu());
        own[tokens][tiles] = machine.memory().load(bytes, arena);
      }
      if (2 * tokens > maxTokens(level)) { // the size of one of several groups
        byte[] bytes = level.assemble(format, tokens, most, Near.NEXT, machine.cpu());
        next[tokens][most] = machine.memory().load(bytes, arena);
      }
    }
  }

  /** Tokens that a call takes at most. */
  static int maxTokens(Level level) {
    int tokens = MAX_TOKENS;
    while (!level.fits(tokens, 1)) {
      tokens--;
    }
    return tokens;
  }

  /** Tiles that a call with this many tokens takes at most. */
  static int maxTiles(Level level, int tokens) {
    int tiles = MAX_TILES;
    while (!level.fits(tokens, tiles)) {
      tiles--;
    }
    return tiles;
  }

  /**
   * {@code out = tokens * tiles}, see {@link MicroKernel}.
   *
   * @param weights address of the first tile
   * @param x address of the packed tokens
   * @param out address of the first output of the first token
   * @param outStride bytes from one token's outputs to the next's
   * @param near what to bring near meanwhile: half as many bytes as the tiles have, or 0 for what
   *     the product itself is about to read
   * @param then address of the tiles of the call after this one, if that is known; only a hint
   */
  void run(
      X64Weights.Part part,
      int tokens,
      int tiles,
      long weights,
      long x,
      long out,
      long outStride,
      long near,
      long then) {
    PackedFormat format = part.format();
    boolean ahead = near != 0 && next[tokens][tiles] != null;
    long scales = weights + format.scaleOffset(part.blocks());
    long supers = weights + format.superOffset(part.blocks());
    try {
      CALL.invokeExact(
          (ahead ? next : own)[tokens][tiles],
          weights,
          scales,
          supers,
          part.tileBytes(),
          x,
          out,
          outStride,
          (long) part.blocks(),
          constants,
          ahead ? near : then);
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }
}
