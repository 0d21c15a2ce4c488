package seseragi.kernels.x64;

/**
 * Layout of activations for the machine code, {@code x = unit * 2^shift * q}: a signed byte {@code
 * q} for each column, a shift for each block of 32 columns, a unit for each segment of up to
 * {@value #SEGMENT} blocks.
 *
 * <p>The tokens of a group lie together. A segment begins, for each token, with the unit of the
 * segment before it over its own (f32): what sums that are kept in units are multiplied with. Its
 * blocks follow: the 32 quants of each token, then their shifts (i32, 0 to {@value #MOST_SHIFT}),
 * then two corrections each (see {@link TokenKernel.Corrections}). Behind the last segment lie the
 * tokens' last units (f32).
 */
final class PackedTokens {
  /** Blocks of a segment, as many as a super-block has. */
  static final int SEGMENT = PackedFormat.SUPER;

  /** The shift of the block with the largest number of a segment. */
  static final int MOST_SHIFT = 7;

  private PackedTokens() {}

  /** Bytes of a group. */
  static long bytes(int blocks, int tokens) {
    int segments = Math.ceilDiv(blocks, SEGMENT);
    return (long) blocks * blockBytes(tokens) + (segments + 1L) * headBytes(tokens);
  }

  /** Bytes before the blocks of a segment, and behind the last. */
  static int headBytes(int tokens) {
    return 4 * tokens;
  }

  /** Bytes of one block of {@code tokens} tokens. */
  static int blockBytes(int tokens) {
    return tokens * (32 + 4 + 8);
  }

  /** Where a block begins in its group. */
  static long block(int tokens, int block) {
    return (long) block * blockBytes(tokens) + (block / SEGMENT + 1L) * headBytes(tokens);
  }

  /** Offset, in a segment's head or behind the last segment, of what belongs to a token. */
  static int head(int token) {
    return 4 * token;
  }

  /** Offset, in a block, of the quants of token {@code token}. */
  static int quants(int token) {
    return 32 * token;
  }

  /** Offset of the shift of a token. */
  static int shift(int tokens, int token) {
    return 32 * tokens + 4 * token;
  }

  /**
   * Offset of a correction of a token: of the whole block or its first half (0), or its second (1).
   */
  static int correction(int tokens, int token, int half) {
    return 36 * tokens + 8 * token + 4 * half;
  }

  /** Offset, from the end of a whole segment, of the corrections of its blocks 2 pair and next. */
  static int pair(int tokens, int token, int pair) {
    return correction(tokens, token, 0) - (SEGMENT - 2 * pair) * blockBytes(tokens);
  }
}
