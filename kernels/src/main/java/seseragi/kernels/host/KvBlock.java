package seseragi.kernels.host;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import seseragi.kernels.KvType;

/**
 * How {@link KvType#Q8_0} rounds a block of numbers: the largest is about 127 steps, and each of
 * the others the nearest whole number of steps. Differs from GGML's in that numbers are divided by
 * the step as it is stored, so that none is off by more than half of it. A block with a number that
 * is not finite, or over 127 times what f16 holds, becomes not a number.
 */
public final class KvBlock {
  /** Numbers of a block. */
  public static final int SIZE = KvType.Q8_0.blockSize();

  /** Bytes of a step. */
  public static final int STEP_BYTES = Short.BYTES;

  private static final int MOST = 127;

  private KvBlock() {}

  /** The step of the {@link #SIZE} floats from {@code offset} on, as the bits of an f16. */
  public static short step(MemorySegment numbers, long offset) {
    float largest = 0;
    for (int i = 0; i < SIZE; i++) {
      largest = Math.max(largest, Math.abs(numbers.get(JAVA_FLOAT, offset + 4L * i)));
    }
    return Float.floatToFloat16(largest / MOST);
  }

  /** How many steps a number is. */
  public static byte round(float number, float step) {
    return step == 0 ? 0 : (byte) Math.clamp(Math.rint(number / step), -MOST, MOST);
  }
}
