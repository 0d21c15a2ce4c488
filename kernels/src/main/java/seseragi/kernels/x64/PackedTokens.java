package seseragi.kernels.x64;

/**
 * Layout of activations for the machine code: for each block of 32 columns, all tokens of a group
 * one after the other: their 32 quants (signed bytes), then their scales (f32), then two
 * corrections each (i32 or f32, see {@link PackedFormat}).
 */
final class PackedTokens {
  private PackedTokens() {}

  /** Bytes of one block of {@code tokens} tokens. */
  static int blockBytes(int tokens) {
    return tokens * (32 + 4 + 8);
  }

  /** Offset, in a block, of the quants of token {@code token}. */
  static int quants(int token) {
    return 32 * token;
  }

  /** Offset of the scale of a token. */
  static int scale(int tokens, int token) {
    return 32 * tokens + 4 * token;
  }

  /**
   * Offset of a correction of a token: of the whole block or its first half (0), or its second (1).
   */
  static int correction(int tokens, int token, int half) {
    return 36 * tokens + 8 * token + 4 * half;
  }
}
