package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.EnumMap;
import java.util.Map;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.memory.HostMemory;

/**
 * Activations as signed bytes, {@code x = unit * 2^shift * q} with {@code q} from -127 to 127,
 * rounded to nearest even. The unit of a segment of 256 columns is such that its largest number
 * becomes 127 with the largest shift; a block of 32 has the least shift that its own largest
 * allows, so that small numbers far from large ones keep their digits. A row's result depends on
 * that row alone. Where a number is not finite, the last unit of its row is not either, or a ratio
 * before.
 */
final class TokenPacker {
  private static final MethodHandle CALL =
      ExecutableMemory.caller(
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG, JAVA_LONG));

  /** What packs for a format. */
  private record Code(MemorySegment code, MemorySegment constants) {}

  private final Map<PackedFormat, Code> codes = new EnumMap<>(PackedFormat.class);

  /** A packer whose code lives as long as {@code arena}. */
  TokenPacker(ExecutableMemory executable, Arena arena) {
    Map<TokenKernel.Corrections, MemorySegment> kinds =
        new EnumMap<>(TokenKernel.Corrections.class);
    for (TokenKernel.Corrections kind : TokenKernel.Corrections.values()) {
      kinds.put(kind, executable.load(new TokenKernel(kind).assemble(), arena));
    }
    for (PackedFormat format : PackedFormat.values()) {
      MemorySegment constants = arena.allocate(TokenKernel.CONSTANT_BYTES, HostMemory.ALIGNMENT);
      constants.copyFrom(MemorySegment.ofArray(TokenKernel.constants(format)));
      codes.put(format, new Code(kinds.get(TokenKernel.Corrections.of(format)), constants));
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
    MemorySegment group = target.asSlice(0, PackedTokens.bytes(blocks, tokens));
    long quants = PackedTokens.block(tokens, 0) + PackedTokens.quants(token);
    Code packing = codes.get(format);
    try {
      CALL.invokeExact(
          packing.code,
          row.address(),
          group.address() + quants,
          (long) PackedTokens.shift(tokens, token) - PackedTokens.quants(token),
          (long) PackedTokens.correction(tokens, token, 0) - PackedTokens.quants(token),
          (long) PackedTokens.blockBytes(tokens),
          (long) blocks,
          packing.constants.address(),
          PackedTokens.head(token) - quants,
          (long) PackedTokens.headBytes(tokens));
    } catch (Throwable e) {
      throw ExecutableMemory.failure(e);
    }
  }
}
