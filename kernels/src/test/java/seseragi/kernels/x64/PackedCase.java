package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.function.IntToDoubleFunction;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.tensor.Tensor;

/** Some tiles of weights and some tokens, packed, and their product by machine code. */
final class PackedCase {
  private static final FunctionDescriptor KERNEL =
      FunctionDescriptor.ofVoid(
          ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);

  final PackedFormat format;
  final int tokens;
  final int tiles;
  final int blocks;
  final MemorySegment weights;
  final MemorySegment group;
  private final Arena arena;

  /**
   * @param x number {@code i} of all tokens' activations, token after token
   */
  PackedCase(PackedFormat format, Tensor tensor, int tokens, IntToDoubleFunction x, Arena arena) {
    this.format = format;
    this.tokens = tokens;
    this.arena = arena;
    tiles = Math.toIntExact(tensor.rows() / PackedFormat.ROWS);
    int columns = Math.toIntExact(tensor.columns());
    blocks = columns / PackedFormat.BLOCK;
    weights = arena.allocate(tiles * tileBytes(), 64);
    Packer packer = new Packer(format, tensor);
    for (int tile = 0; tile < tiles; tile++) {
      packer.pack(tile, tile(tile));
    }
    group = arena.allocate(PackedTokens.bytes(blocks, tokens), 64);
    MemorySegment row = arena.allocate(columns * 4L, 64);
    for (int t = 0; t < tokens; t++) {
      for (int k = 0; k < columns; k++) {
        row.setAtIndex(JAVA_FLOAT, k, (float) x.applyAsDouble(t * columns + k));
      }
      TokenSpecification.pack(format, row, 0, blocks, group, tokens, t);
    }
  }

  MemorySegment tile(int tile) {
    return weights.asSlice(tile * tileBytes(), tileBytes());
  }

  private long tileBytes() {
    return format.tileBytes(blocks);
  }

  int rows() {
    return tiles * PackedFormat.ROWS;
  }

  /**
   * What {@code code} computes: {@code [tokens][rows]}, each row of it 4 bytes off alignment.
   *
   * @param repeats how often it does its tiles
   */
  float[] run(byte[] code, int repeats) throws Throwable {
    MethodHandle kernel = ExecutableMemory.ofThisSystem().load(code, KERNEL, arena);
    MemorySegment constants = arena.allocate(MicroKernel.CONSTANT_BYTES, 64);
    constants.copyFrom(MemorySegment.ofArray(MicroKernel.constants(format)));
    long stride = 4L * rows() + 4;
    MemorySegment out = arena.allocate(4 + tokens * stride, 64);
    kernel.invokeExact(
        weights,
        (long) repeats,
        (long) blocks,
        tileBytes(),
        group,
        out.asSlice(4),
        stride,
        constants,
        weights);
    float[] numbers = new float[tokens * rows()];
    for (int t = 0; t < tokens; t++) {
      MemorySegment.copy(out, JAVA_FLOAT, 4 + t * stride, numbers, t * rows(), rows());
    }
    return numbers;
  }

  /** The same in plain Java, bit for bit. */
  float[] specification() {
    float[] numbers = new float[tokens * rows()];
    for (int tile = 0; tile < tiles; tile++) {
      PackedSpecification product =
          new PackedSpecification(format, tile(tile), blocks, group, tokens);
      for (int t = 0; t < tokens; t++) {
        for (int r = 0; r < PackedFormat.ROWS; r++) {
          numbers[t * rows() + tile * PackedFormat.ROWS + r] = product.of(r, t);
        }
      }
    }
    return numbers;
  }
}
