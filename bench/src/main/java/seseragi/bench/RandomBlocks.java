package seseragi.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import seseragi.kernels.tensor.QuantType;

/**
 * Random numbers in blocks of a type, around 0 with about the wanted spread: the quantised values
 * are random bits, the scales are computed. Layouts are those of the GGML types.
 */
final class RandomBlocks {
  private final QuantType type;
  private final SplittableRandom random;
  private final double spread;

  /**
   * @param spread wanted standard deviation
   */
  RandomBlocks(QuantType type, SplittableRandom random, double spread) {
    this.type = type;
    this.random = random;
    this.spread = spread;
  }

  /** So many blocks. */
  byte[] next(int count) {
    byte[] bytes = new byte[count * type.blockBytes()];
    random.nextBytes(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length; at += type.blockBytes()) {
      scale(buffer, at);
    }
    return bytes;
  }

  /** So many f32 numbers, all the same. */
  byte[] constant(float value, int count) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }

  /** Overwrites what is not a quantised value. */
  private void scale(ByteBuffer block, int at) {
    switch (type) {
      case F32 -> block.putFloat(at, (float) (spread * random.nextGaussian()));
      case F16 -> half(block, at, spread * random.nextGaussian());
      case BF16 -> {
        int bits = Float.floatToRawIntBits((float) (spread * random.nextGaussian()));
        block.putShort(at, (short) (bits >>> 16));
      }
      case Q8_0 -> half(block, at, step(256));
      case Q4_0 -> half(block, at, step(16));
      case Q5_0 -> half(block, at, step(32));
      case IQ4_NL -> half(block, at, step(16) / 15); // its values reach from -127 to 113
      case Q4_1 -> scaleAndMinimum(block, at, step(16), -7.5 * step(16));
      case Q5_1 -> scaleAndMinimum(block, at, step(32), -15.5 * step(32));
      case Q4_K -> superBlock(block, at, step(16), 7.5);
      case Q5_K -> superBlock(block, at, step(32), 15.5);
      case Q6_K -> sixBitBlock(block, at);
    }
  }

  /** Distance of neighbouring values, if so many of them are equally likely. */
  private double step(int values) {
    return spread * Math.sqrt(12) / values;
  }

  private static void half(ByteBuffer block, int at, double value) {
    block.putShort(at, Float.floatToFloat16((float) value));
  }

  private static void scaleAndMinimum(ByteBuffer block, int at, double scale, double minimum) {
    half(block, at, scale);
    half(block, at + 2, minimum);
  }

  /**
   * Eight groups with a 6-bit scale and a 6-bit minimum each, in 12 bytes; scale and minimum of a
   * group are equal, so that its values lie around 0.
   */
  private void superBlock(ByteBuffer block, int at, double step, double middle) {
    half(block, at, step / 48); // the 6-bit scales are 32 to 63
    half(block, at + 2, middle * step / 48);
    for (int i = 0; i < 4; i++) {
      int low = 32 + random.nextInt(32);
      int high = 32 + random.nextInt(32);
      byte first = (byte) (low | (high >> 4) << 6);
      block.put(at + 4 + i, first);
      block.put(at + 8 + i, first);
      block.put(at + 12 + i, (byte) ((high & 15) * 0x11)); // the low bits of both
    }
  }

  /** Sixteen groups with an 8-bit scale each, after 192 bytes of values. */
  private void sixBitBlock(ByteBuffer block, int at) {
    for (int i = 0; i < 16; i++) {
      block.put(at + 192 + i, (byte) (64 + random.nextInt(64)));
    }
    half(block, at + 208, step(64) / 96);
  }
}
