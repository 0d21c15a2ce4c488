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
              JAVA_LONG, JAVA_LONG));

  private final MachineCode machine;
  private final PackedFormat format;
  private final Arena arena;
  private final MemorySegment[][] own = new MemorySegment[MAX_TOKENS + 1][MAX_TILES + 1];
  private final MemorySegment[][] next = new MemorySegment[MAX_TOKENS + 1][MAX_TILES + 1];
  private final long constants;

  /** A table whose code lives as long as {@code arena}. */
  KernelTable(MachineCode machine, PackedFormat format, Arena arena) {
    this.machine = machine;
    this.format = format;
    this.arena = arena;
    MemorySegment numbers = arena.allocate(MicroKernel.CONSTANT_BYTES, 64);
    numbers.copyFrom(MemorySegment.ofArray(MicroKernel.constants(format)));
    constants = numbers.address();
  }

  /**
   * Assembles what is still missing to multiply {@code tokens} tokens with 1 to {@code tiles}
   * tiles. Not while the table is in use: what a model never needs is never made.
   *
   * @param ahead whether {@link #run} will be told what to bring near with so many tiles
   */
  void prepare(int tokens, int tiles, boolean ahead) {
    for (int some = 1; some <= tiles; some++) {
      if (own[tokens][some] == null) {
        own[tokens][some] = load(tokens, some, Near.OWN);
      }
    }
    if (ahead && next[tokens][tiles] == null) {
      next[tokens][tiles] = load(tokens, tiles, Near.NEXT);
    }
  }

  private MemorySegment load(int tokens, int tiles, Near near) {
    byte[] bytes = machine.level().assemble(format, tokens, tiles, near, machine.cpu());
    return machine.memory().load(bytes, arena);
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
   * {@code out = tokens * tiles}, see {@link MicroKernel}; {@link #prepare} made the code.
   *
   * @param repeats how often, from tile to tile
   * @param weights address of the first tile
   * @param x address of the packed tokens
   * @param out address of the first output of the first token
   * @param outStride bytes from one token's outputs to the next's
   * @param near what to bring near meanwhile: half as many bytes as the tiles have, or 0
   */
  void run(
      X64Weights.Part part,
      int tokens,
      int tiles,
      int repeats,
      long weights,
      long x,
      long out,
      long outStride,
      long near) {
    boolean ahead = near != 0 && next[tokens][tiles] != null;
    try {
      CALL.invokeExact(
          (ahead ? next : own)[tokens][tiles],
          weights,
          (long) repeats,
          (long) part.blocks(),
          part.tileBytes(),
          x,
          out,
          outStride,
          constants,
          near);
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }
}
