package seseragi.kernels.x64;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvType;

/**
 * Sizes that {@link AttentionKernel} is assembled for, and how its memory is laid out.
 *
 * <ul>
 *   <li>Units: per tile of {@link #POSITIONS} positions eight addresses: of the keys of its four
 *       units of {@link #UNIT} positions, then of their values. A unit lies in one block. Where a
 *       unit has no position any more, its address is that of any other. A tile more follows the
 *       last, for the kernel fetches ahead.
 *   <li>State of up to {@link #LINES} lines: partial sums of the weights, 64 bytes a line; the
 *       largest scores, 4 bytes a line; from {@link #VALUES} on the sums of the values.
 *   <li>Scratch: scores, 256 bytes a line; factors, 4 bytes a line.
 * </ul>
 *
 * Scores are in units of ln 2, so that the weights are powers of 2.
 */
record AttentionLayout(int keySize, int valueSize, int blockSize, KvType type) {
  /** Positions of a tile. */
  static final int POSITIONS = 64;

  /** Positions whose addresses follow from one. */
  static final int UNIT = 16;

  /** Units of a tile. */
  static final int UNITS = POSITIONS / UNIT;

  /** Most lines of a call. */
  static final int LINES = 6;

  /** Bytes of a tile's addresses. */
  static final int TILE_BYTES = 2 * UNITS * Long.BYTES;

  static final int SUM_BYTES = 64;
  static final int MAXIMA = LINES * SUM_BYTES;
  static final int VALUES = MAXIMA + 64;

  static final int SCORE_BYTES = POSITIONS * Float.BYTES;
  static final int FACTORS = LINES * SCORE_BYTES;
  static final int SCRATCH_BYTES = FACTORS + 64;

  // Constants that the code reads, each filling 64 bytes; then those of the power, then the
  // indices of the positions in a tile.

  /** What scores are multiplied with. */
  static final int SCALE = 0;

  static final int SIGN = 64;
  static final int INFINITY = 128;

  /** Those of {@link PowerOfTwo}. */
  static final int POWER = 192;

  static final int INDICES = POWER + PowerOfTwo.CONSTANT_BYTES;
  static final int CONSTANT_BYTES = INDICES + POSITIONS * Integer.BYTES;

  static AttentionLayout of(KvShape shape) {
    return new AttentionLayout(shape.keySize(), shape.valueSize(), shape.blockSize(), shape.type());
  }

  /** Whether there is code for these sizes: values in whole registers, blocks in whole units. */
  boolean supported() {
    return valueSize % 16 == 0
        && blockSize % UNIT == 0
        && keySize <= 1024
        && valueSize <= 1024
        && blockSize <= 1024;
  }

  int numberBytes() {
    return type.bytes();
  }

  /** Where the values of a line are in the state. */
  int valuesOf(int line) {
    return VALUES + line * valueSize * Float.BYTES;
  }

  /** Bytes of the state of {@link #LINES} lines. */
  int stateBytes() {
    return valuesOf(LINES);
  }

  /** The constants, for scores that are to be multiplied with {@code scale}. */
  static byte[] constants(float scale) {
    ByteBuffer bytes = ByteBuffer.allocate(CONSTANT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    PowerOfTwo.fill(bytes, (float) (scale / Math.log(2)));
    PowerOfTwo.fill(bytes, -0f);
    PowerOfTwo.fill(bytes, Float.POSITIVE_INFINITY);
    PowerOfTwo.constants(bytes);
    for (int i = 0; i < POSITIONS; i++) {
      bytes.putInt(i);
    }
    return bytes.array();
  }
}
