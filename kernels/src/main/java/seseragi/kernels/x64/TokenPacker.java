package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.memory.HostMemory;

/**
 * Activations as signed bytes: in blocks of 32 with a scale each, {@code x = scale * q} with {@code
 * q} from -127 to 127, rounded to nearest even. A row's result depends on that row alone. Where a
 * number of a block is not finite, its scale is not either.
 */
final class TokenPacker {
  private static final MethodHandle CALL =
      ExecutableMemory.caller(
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private final MemorySegment[] code; // for each kind of corrections
  private final MemorySegment constants; // for each format

  /** A packer whose code lives as long as {@code arena}. */
  TokenPacker(ExecutableMemory executable, Arena arena) {
    TokenKernel.Corrections[] kinds = TokenKernel.Corrections.values();
    code = new MemorySegment[kinds.length];
    for (int i = 0; i < kinds.length; i++) {
      code[i] = executable.load(new TokenKernel(kinds[i]).assemble(), arena);
    }
    PackedFormat[] formats = PackedFormat.values();
    long bytes = (long) formats.length * TokenKernel.CONSTANT_BYTES;
    constants = arena.allocate(bytes, HostMemory.ALIGNMENT);
    for (int i = 0; i < formats.length; i++) {
      MemorySegment numbers = MemorySegment.ofArray(TokenKernel.constants(formats[i]));
      constants.asSlice((long) i * TokenKernel.CONSTANT_BYTES).copyFrom(numbers);
    }
  }

  /**
   * Packs one token of a group.
   *
   * @param x bytes of f32 numbers, a row from {@code at} on; outside the heap
   * @param blocks of 32 columns
   * @param target the group, in the layout of {@link PackedTokens}; outside the heap
   * @param tokens in the group
   * @param token which of them
   */
  void pack(
      PackedFormat format,
      MemorySegment x,
      long at,
      int blocks,
      MemorySegment target,
      int tokens,
      int token) {
    MemorySegment row = x.asSlice(at, (long) blocks * PackedFormat.BLOCK * Float.BYTES);
    MemorySegment group = target.asSlice(0, groupBytes(blocks, tokens));
    try {
      CALL.invokeExact(
          code[TokenKernel.Corrections.of(format).ordinal()],
          row.address(),
          group.address() + PackedTokens.quants(token),
          group.address() + PackedTokens.scale(tokens, token),
          group.address() + PackedTokens.correction(tokens, token, 0),
          (long) PackedTokens.blockBytes(tokens),
          (long) blocks,
          constants.address() + (long) format.ordinal() * TokenKernel.CONSTANT_BYTES);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // machine code throws nothing
    }
  }

  /** What a group is worth in bytes. */
  static long groupBytes(int blocks, int tokens) {
    return (long) blocks * PackedTokens.blockBytes(tokens);
  }
}
