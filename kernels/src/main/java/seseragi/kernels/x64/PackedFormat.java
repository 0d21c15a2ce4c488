package seseragi.kernels.x64;

import java.util.Optional;
import seseragi.kernels.tensor.QuantType;

/**
 * How weights lie in memory for the machine code: in tiles of 16 rows, and in a tile in blocks of
 * 32 columns. A block's quants come as unsigned bytes of 16 rows x 4 consecutive columns, 64 bytes
 * a "group", so that one {@code vpdpbusd} multiplies 64 of them; eight groups are a block.
 *
 * <p>A tile is a row of segments of eight blocks, of which the last may have fewer. A segment
 * begins with a head, {@link Scales} of all its blocks, filled up to whole cache lines; then come
 * the quants of its blocks. So one that multiplies tile after tile reads memory from one end to the
 * other, which is what memory is fastest at. The quants take as many bytes as in the file:
 *
 * <ul>
 *   <li>8 bits: group {@code g} is bytes {@code 64 g} to {@code 64 g + 63}.
 *   <li>4 bits: groups {@code g} (low halves) and {@code g + 4} (high halves) share 64 bytes.
 *   <li>a fifth bit: another 64 bytes hold bit {@code g} of each byte for group {@code g}.
 *   <li>6 bits: of four groups the first three have 64 bytes each, in the low bits. Their two high
 *       bits are the fourth's: its lowest two with the first, its highest two with the third.
 * </ul>
 */
enum PackedFormat {
  /** {@code d * (u - 128)}. */
  Q8(QuantType.Q8_0, 8, 128, Scales.HALF),
  /** {@code d * (u - 8)}. */
  Q4(QuantType.Q4_0, 4, 8, Scales.HALF),
  /** {@code d * u + m}. */
  Q4_MIN(QuantType.Q4_1, 4, 0, Scales.HALF_MIN),
  /** {@code d * (u - 16)}. */
  Q5(QuantType.Q5_0, 5, 16, Scales.HALF),
  /** {@code d * u + m}. */
  Q5_MIN(QuantType.Q5_1, 5, 0, Scales.HALF_MIN),
  /** {@code d * (table[u] - 128)}. */
  NON_LINEAR(QuantType.IQ4_NL, 4, 128, Scales.HALF),
  /** {@code d * s * u - dmin * m}. */
  K4(QuantType.Q4_K, 4, 0, Scales.SUPER_MIN),
  /** {@code d * s * u - dmin * m}. */
  K5(QuantType.Q5_K, 5, 0, Scales.SUPER_MIN),
  /** {@code d * s * (u - 32)}, a scale {@code s} for each half of a block. */
  K6(QuantType.Q6_K, 6, 32, Scales.SUPER_HALVES);

  // Offsets in a head with minima of a super-block.
  static final int D_MIN = 32;
  static final int MINIMA = 64;

  /** Bytes of the minima of two blocks. */
  static final int PAIR_BYTES = 32;

  /** Rows of a tile. */
  static final int ROWS = 16;

  /** Columns of a block. */
  static final int BLOCK = 32;

  /** Blocks of a super-block. */
  static final int SUPER = 8;

  /** The sixteen values of IQ4_NL, finer around zero (GGML, "non-linear" quants). */
  private static final int[] TABLE = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** What the head of a segment has, first for the super-block, then for each block. */
  enum Scales {
    /** Each block 16 x f16. */
    HALF(0, 32),
    /** Each block 16 x f16 scales, 16 x f16 minima. */
    HALF_MIN(0, 64),
    /** 16 x f16 d, 16 x f16 dmin, for each two blocks 16 x 2 x u8 minima; each block 16 x u8. */
    SUPER_MIN(64 + 4 * 32, 16),
    /** 16 x f16 d; each block 16 x i8 of columns 0 to 15, 16 x i8 of columns 16 to 31. */
    SUPER_HALVES(32, 32);

    final int superBytes;
    final int blockBytes;

    Scales(int superBytes, int blockBytes) {
      this.superBytes = superBytes;
      this.blockBytes = blockBytes;
    }

    boolean hasSuper() {
      return superBytes != 0;
    }
  }

  final QuantType type;

  /** Bits of a quant. */
  final int bits;

  /** Subtracted from every quant, by way of the sums of the activations. */
  final int offset;

  final Scales scales;

  PackedFormat(QuantType type, int bits, int offset, Scales scales) {
    this.type = type;
    this.bits = bits;
    this.offset = offset;
    this.scales = scales;
  }

  /** The format for a type of the file, or empty when the machine code does not know it. */
  static Optional<PackedFormat> of(QuantType type) {
    for (PackedFormat format : values()) {
      if (format.type == type) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** Whether tokens that were packed for one format serve the other. */
  boolean sameCorrections(PackedFormat other) {
    return offset == other.offset
        && TokenKernel.Corrections.of(this) == TokenKernel.Corrections.of(other);
  }

  /** What a stored quant means: itself, or an entry of the table. */
  int value(int code) {
    return this == NON_LINEAR ? TABLE[code] + offset : code;
  }

  /** Bytes of the quants of one block of a tile. */
  int quantBytes() {
    return ROWS * BLOCK * bits / 8;
  }

  /** Bytes of the head of a segment of {@code blocks} blocks. */
  int headBytes(int blocks) {
    return (scales.superBytes + blocks * scales.blockBytes + 63) & -64;
  }

  /** Bytes of a segment of {@code blocks} blocks. */
  int segmentBytes(int blocks) {
    return headBytes(blocks) + blocks * quantBytes();
  }

  /** Bytes of a tile of {@code blocks} blocks, a multiple of 64. */
  long tileBytes(long blocks) {
    int rest = (int) (blocks % SUPER);
    return blocks / SUPER * segmentBytes(SUPER) + (rest == 0 ? 0 : segmentBytes(rest));
  }

  /** Offset, in a tile, of the head of the segment of block {@code block}. */
  long head(int block) {
    return (long) (block / SUPER) * segmentBytes(SUPER);
  }

  /** Offset, in a tile, of what the head has for block {@code block} alone. */
  long scales(int block) {
    return head(block) + scales.superBytes + (long) (block % SUPER) * scales.blockBytes;
  }

  /** Offset of the quants of block {@code block}, in a tile of {@code blocks} blocks. */
  long quants(int blocks, int block) {
    int inSegment = Math.min(SUPER, blocks - block / SUPER * SUPER);
    return head(block) + headBytes(inSegment) + (long) (block % SUPER) * quantBytes();
  }

  /** Sums of activations that a block needs: of all 32 columns, or of each half. */
  int sumsPerBlock() {
    return scales == Scales.SUPER_HALVES ? 2 : 1;
  }
}
