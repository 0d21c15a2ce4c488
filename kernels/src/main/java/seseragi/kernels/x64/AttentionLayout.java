package seseragi.kernels.x64;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvType;
import seseragi.kernels.host.KvBlock;

/**
 * Sizes that {@link AttentionKernel} is assembled for, and how its memory is laid out.
 *
 * <ul>
 *   <li>Units: per tile of {@link #POSITIONS} positions twelve addresses: of the keys of its four
 *       units of {@link #UNIT} positions, then of their values, then of the steps of their keys,
 *       where numbers have such. A unit lies in one block. Where a unit has no position any more,
 *       its address is that of any other. A tile more follows the last, for the kernel fetches
 *       ahead.
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

  /** Where the addresses of a tile's values are. */
  static final int VALUE_UNITS = UNITS * Long.BYTES;

  /** Where those of the steps of its keys are. */
  static final int STEP_UNITS = 2 * UNITS * Long.BYTES;

  /** Bytes of a tile's addresses. */
  static final int TILE_BYTES = 3 * UNITS * Long.BYTES;

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

  /** Whether numbers are bytes, in blocks with a step each. */
  boolean inBlocks() {
    return type == KvType.Q8_0;
  }

  /** Bytes of a number, but for its share of a step. */
  int numberBytes() {
    return switch (type) {
      case F16 -> Short.BYTES;
      case F32 -> Float.BYTES;
      case Q8_0 -> Byte.BYTES;
    };
  }

  /** Bytes before the keys of a block: the steps of its first numbers. */
  int stepBytes() {
    return inBlocks() ? blockSize * KvBlock.STEP_BYTES : 0;
  }

  /** Bytes from the value of a position to that of the next. */
  int valueBytes() {
    return type.bytes(valueSize);
  }

  /** Bytes of the keys and values of a tile. */
  int tileBytes() {
    return POSITIONS * (type.bytes(keySize) + type.bytes(valueSize));
  }

  /** Where a number of a value is, from its beginning. */
  int valueOffset(int column) {
    return inBlocks()
        ? blockOffset(column) + KvBlock.STEP_BYTES + column % KvBlock.SIZE
        : column * numberBytes();
  }

  /** Where the step of a number of a value is, from its beginning. */
  int blockOffset(int column) {
    return type.bytes(column / KvBlock.SIZE * KvBlock.SIZE);
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
