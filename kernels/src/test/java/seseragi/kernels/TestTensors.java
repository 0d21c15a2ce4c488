package seseragi.kernels;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.random.RandomGenerator;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/** Tensors with random contents: any bits, but finite numbers. */
public final class TestTensors {
  private TestTensors() {}

  /** Numbers of some {@code scale}; {@code columns} have to be whole blocks. */
  public static Tensor random(
      QuantType type, int rows, int columns, float scale, RandomGenerator random) {
    byte[] bytes = new byte[Math.toIntExact(type.bytes((long) rows * columns))];
    random.nextBytes(bytes);
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length; at += type.blockBytes()) {
      switch (type) {
        case F32 -> data.putFloat(at, scale * (float) random.nextGaussian());
        case F16 -> half(data, at, scale, random);
        case BF16 -> {
          int bits = Float.floatToRawIntBits(scale * (float) random.nextGaussian());
          data.putShort(at, (short) (bits >>> 16));
        }
        case Q8_0 -> half(data, at, scale / 64, random);
        case Q4_0, Q5_0, IQ4_NL -> half(data, at, scale / 8, random);
        case Q4_1, Q5_1, Q4_K, Q5_K -> {
          half(data, at, scale / 8, random);
          half(data, at + 2, scale / 8, random);
        }
        case Q6_K -> half(data, at + 208, scale / 1024, random);
      }
    }
    return of("random", type, rows, columns, bytes);
  }

  /** A tensor of these bytes. */
  public static Tensor of(String name, QuantType type, int rows, int columns, byte[] bytes) {
    MemorySegment data = MemorySegment.ofArray(bytes).asReadOnly();
    return new Tensor(name, type, List.of((long) columns, (long) rows), data);
  }

  /** An f32 tensor of these numbers. */
  public static Tensor floats(int rows, float... numbers) {
    ByteBuffer data = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(numbers);
    return of("floats", QuantType.F32, rows, numbers.length / rows, data.array());
  }

  private static void half(ByteBuffer data, int at, float scale, RandomGenerator random) {
    data.putShort(at, Float.floatToFloat16(scale * (float) random.nextGaussian()));
  }
}
