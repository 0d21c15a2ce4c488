package seseragi.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import seseragi.kernels.tensor.QuantType;

/**
 * Numbers from their stored form, bit for bit those of the GGML library. A block of 32 is a scale
 * {@code d} (f16), perhaps a minimum {@code m} (f16), and the quants {@code q}: {@code d * q + m}.
 * In nibbles the low half of byte {@code i} is number {@code i}, the high half number {@code i +
 * 16}.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF</a>
 */
final class Dequantizer {
  private static final ValueLayout.OfShort LE_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt LE_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat LE_FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The sixteen values of IQ4_NL, finer around zero (GGML, "non-linear" quants). */
  private static final int[] NON_LINEAR = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private Dequantizer() {}

  /**
   * Writes {@code out.length} numbers, whole blocks, that are stored from {@code offset} on.
   *
   * @param data little-endian bytes
   */
  static void dequantize(QuantType type, MemorySegment data, long offset, float[] out) {
    long at = offset;
    for (int i = 0; i < out.length; i += type.blockSize(), at += type.blockBytes()) {
      switch (type) {
        case F32 -> out[i] = data.get(LE_FLOAT, at);
        case F16 -> out[i] = half(data, at);
        case BF16 -> out[i] = Float.intBitsToFloat(data.get(LE_SHORT, at) << 16);
        case Q8_0 -> q8Block(data, at, out, i);
        case Q4_0 -> q4Block(data, at, out, i);
        case Q4_1 -> q4MinBlock(data, at, out, i);
        case Q5_0 -> q5Block(data, at, out, i);
        case Q5_1 -> q5MinBlock(data, at, out, i);
        case IQ4_NL -> nonLinearBlock(data, at, out, i);
        case Q4_K -> SuperBlocks.q4(data, at, out, i);
        case Q5_K -> SuperBlocks.q5(data, at, out, i);
        case Q6_K -> SuperBlocks.q6(data, at, out, i);
      }
    }
  }

  // d, 32 signed bytes
  private static void q8Block(MemorySegment data, long at, float[] out, int o) {
    float d = half(data, at);
    for (int i = 0; i < 32; i++) {
      out[o + i] = data.get(JAVA_BYTE, at + 2 + i) * d;
    }
  }

  // d, 16 bytes of nibbles
  private static void q4Block(MemorySegment data, long at, float[] out, int o) {
    float d = half(data, at);
    for (int i = 0; i < 32; i++) {
      out[o + i] = (nibble(data, at + 2, i) - 8) * d;
    }
  }

  // d, m, 16 bytes of nibbles
  private static void q4MinBlock(MemorySegment data, long at, float[] out, int o) {
    float d = half(data, at);
    float m = half(data, at + 2);
    for (int i = 0; i < 32; i++) {
      out[o + i] = nibble(data, at + 4, i) * d + m;
    }
  }

  // d, 32 fifth bits, 16 bytes of nibbles
  private static void q5Block(MemorySegment data, long at, float[] out, int o) {
    float d = half(data, at);
    int high = data.get(LE_INT, at + 2);
    for (int i = 0; i < 32; i++) {
      int q = nibble(data, at + 6, i) + 16 * ((high >>> i) & 1);
      out[o + i] = (q - 16) * d;
    }
  }

  // d, m, 32 fifth bits, 16 bytes of nibbles
  private static void q5MinBlock(MemorySegment data, long at, float[] out, int o) {
    float d = half(data, at);
    float m = half(data, at + 2);
    int high = data.get(LE_INT, at + 4);
    for (int i = 0; i < 32; i++) {
      int q = nibble(data, at + 8, i) + 16 * ((high >>> i) & 1);
      out[o + i] = q * d + m;
    }
  }

  // d, 16 bytes of nibbles that are indices into the table
  private static void nonLinearBlock(MemorySegment data, long at, float[] out, int o) {
    float d = half(data, at);
    for (int i = 0; i < 32; i++) {
      out[o + i] = d * NON_LINEAR[nibble(data, at + 2, i)];
    }
  }

  private static int nibble(MemorySegment data, long at, int i) {
    return (data.get(JAVA_BYTE, at + i % 16) >> (i < 16 ? 0 : 4)) & 15;
  }

  static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(LE_SHORT, at));
  }
}
