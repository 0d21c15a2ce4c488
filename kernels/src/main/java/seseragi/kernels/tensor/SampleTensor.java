package seseragi.kernels.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.random.RandomGenerator;

/** Tensors of random numbers of the size that weights have, to check and to measure with. */
public final class SampleTensor {
  private static final float LARGEST = 1 / 32f; // of the scales

  private SampleTensor() {}

  /** A tensor {@code [rows, columns]} of any type, in memory of {@code arena}. */
  public static Tensor of(
      QuantType type, int rows, int columns, RandomGenerator random, Arena arena) {
    byte[] bytes = new byte[Math.toIntExact(type.bytes((long) rows * columns))];
    random.nextBytes(bytes);
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length; at += type.blockBytes()) {
      float number = (2 * random.nextFloat() - 1) * LARGEST;
      short half = Float.floatToFloat16(number);
      switch (type) {
        case F32 -> data.putFloat(at, number);
        case BF16 -> data.putShort(at, (short) (Float.floatToRawIntBits(number) >>> 16));
        case F16, Q8_0, Q4_0, Q5_0, IQ4_NL -> data.putShort(at, half);
        case Q4_1, Q5_1, Q4_K, Q5_K -> data.putShort(at, half).putShort(at + 2, half);
        case Q6_K -> data.putShort(at + 208, half);
      }
    }
    MemorySegment segment = arena.allocate(bytes.length, 64).copyFrom(MemorySegment.ofArray(bytes));
    return new Tensor("sample", type, List.of((long) columns, (long) rows), segment.asReadOnly());
  }
}
