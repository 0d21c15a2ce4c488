package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.random.RandomGenerator;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/** Tensors whose scales are the largest and the smallest that there are. */
final class ExtremeTensor {
  private static final float[] EXTREME_SCALES = {
    0, -0f, 65504, -65504, 5.96e-8f, -5.96e-8f, 6.1e-5f, 1
  };

  private ExtremeTensor() {}

  /**
   * A quantized tensor whose bytes are all {@code fill} but for the f16 scales: zeros, the largest
   * and the smallest that there are.
   */
  static Tensor of(
      QuantType type, long rows, long columns, int fill, RandomGenerator random, Arena arena) {
    MemorySegment data = arena.allocate(type.bytes(rows * columns), 64);
    data.fill((byte) fill);
    for (long at = 0; at < data.byteSize(); at += type.blockBytes()) {
      for (int offset : halfOffsets(type)) {
        float scale = EXTREME_SCALES[random.nextInt(EXTREME_SCALES.length)];
        data.set(JAVA_SHORT_UNALIGNED, at + offset, Float.floatToFloat16(scale));
      }
    }
    return new Tensor("extreme", type, List.of(columns, rows), data);
  }

  private static int[] halfOffsets(QuantType type) {
    return switch (type) {
      case Q8_0, Q4_0, Q5_0, IQ4_NL, F16, BF16 -> new int[] {0};
      case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
      case Q6_K -> new int[] {208};
      case F32 -> new int[] {};
    };
  }
}
