package seseragi.kernels.x64;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The quants of {@link Packer}: four columns of a row at a time, in an int. Column {@code 4 g + j}
 * of a block and row {@code r} is byte {@code j} of int {@code 16 g + r}, or a few bits of one.
 *
 * <p>Where the quants of a block lie in the file: {@code dequantize_row_...} of GGML.
 */
final class QuantPacking {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int ROWS = PackedFormat.ROWS;
  private static final int GROUPS = 8;
  private static final long LOW = 0x0f0f0f0f0f0f0f0fL;
  private static final long HIGH = 0xf0f0f0f0f0f0f0f0L;
  private static final long ONES = 0x0101010101010101L;
  private static final long THREES = 0x0303030303030303L;
  private static final long SIGNS = 0x8080808080808080L;

  private final PackedFormat format;
  private final byte[] in; // [rows, stride] blocks of the file
  private final int stride;
  private final int partBytes; // of a block of the file
  private final int[] out; // [blocks of 32, size]
  private final int size; // ints of a block of 32
  private int rows;
  private int parts; // blocks of the file in a row

  QuantPacking(PackedFormat format, byte[] in, int stride, int[] out) {
    this.format = format;
    this.in = in;
    this.stride = stride;
    this.out = out;
    partBytes = format.type.blockBytes();
    size = format.quantBytes() / Integer.BYTES;
  }

  /**
   * Packs some blocks of a few rows; the lanes of other rows stay as they are.
   *
   * @param chunk blocks of 32 columns
   */
  void pack(int rows, int chunk) {
    this.rows = rows;
    parts = chunk * PackedFormat.BLOCK / format.type.blockSize();
    switch (format) {
      case Q8 -> bytes(2);
      case Q4, NON_LINEAR -> nibbles(2);
      case Q4_MIN -> nibbles(4);
      case Q5 -> {
        nibbles(6);
        fifthBits(2);
      }
      case Q5_MIN -> {
        nibbles(8);
        fifthBits(4);
      }
      case K4 -> pairs(16, 32, 2);
      case K5 -> {
        pairs(48, 32, 2);
        superFifthBits(16);
      }
      case K6 -> sixBits();
    }
  }

  private static long get(byte[] in, int at) {
    return (long) LONG.get(in, at);
  }

  private static void put(int[] out, int to, long two) {
    out[to] = (int) two;
    out[to + ROWS] = (int) (two >>> 32);
  }

  private void bytes(int offset) {
    for (int part = 0; part < parts; part++) {
      for (int r = 0; r < rows; r++) {
        int at = r * stride + part * partBytes + offset;
        int to = part * size + r;
        for (int g = 0; g < GROUPS; g += 2) {
          put(out, to + ROWS * g, get(in, at + 4 * g) ^ SIGNS); // adds 128 to each
        }
      }
    }
  }

  /** The file has columns 0 to 15 in the low halves too. */
  private void nibbles(int offset) {
    for (int part = 0; part < parts; part++) {
      for (int r = 0; r < rows; r++) {
        int at = r * stride + part * partBytes + offset;
        int to = part * size + r;
        put(out, to, get(in, at));
        put(out, to + 2 * ROWS, get(in, at + 8));
      }
    }
  }

  /** Bit {@code 4 g + j} goes to bit {@code g} of byte {@code j}. */
  private void fifthBits(int offset) {
    for (int part = 0; part < parts; part++) {
      for (int r = 0; r < rows; r++) {
        int bits = (int) INT.get(in, r * stride + part * partBytes + offset);
        out[part * size + 4 * ROWS + r] =
            Integer.compress(bits, 0x11111111)
                | (Integer.compress(bits, 0x22222222) << 8)
                | (Integer.compress(bits, 0x44444444) << 16)
                | (Integer.compress(bits, 0x88888888) << 24);
      }
    }
  }

  /**
   * Times four: a block in the low halves of 32 bytes, and one in the high halves.
   *
   * @param bytes from one pair to the next
   * @param blocks from one pair to the next
   */
  private void pairs(int offset, int bytes, int blocks) {
    for (int part = 0; part < parts; part++) {
      for (int r = 0; r < rows; r++) {
        int at = r * stride + part * partBytes + offset;
        int to = part * PackedFormat.SUPER * size + r;
        for (int pair = 0; pair < 4; pair++) {
          pair(in, at + pair * bytes, out, to + pair * blocks * size, size);
        }
      }
    }
  }

  private static void pair(byte[] in, int at, int[] out, int to, int distance) {
    for (int g = 0; g < GROUPS / 2; g += 2) {
      long first = get(in, at + 4 * g);
      long second = get(in, at + 16 + 4 * g);
      put(out, to + ROWS * g, (first & LOW) | ((second & LOW) << 4));
      put(out, to + distance + ROWS * g, ((first >>> 4) & LOW) | (second & HIGH));
    }
  }

  /** Bit {@code b} of byte {@code 4 g + j} goes to bit {@code g} of byte {@code j} of block b. */
  private void superFifthBits(int offset) {
    for (int part = 0; part < parts; part++) {
      for (int r = 0; r < rows; r++) {
        int at = r * stride + part * partBytes + offset;
        int to = part * PackedFormat.SUPER * size + 4 * ROWS + r;
        long groups01 = get(in, at);
        long groups23 = get(in, at + 8);
        long groups45 = get(in, at + 16);
        long groups67 = get(in, at + 24);
        for (int block = 0; block < PackedFormat.SUPER; block++) {
          long bits =
              ((groups01 >>> block) & ONES)
                  | (((groups23 >>> block) & ONES) << 2)
                  | (((groups45 >>> block) & ONES) << 4)
                  | (((groups67 >>> block) & ONES) << 6);
          out[to + block * size] = (int) bits | ((int) (bits >>> 32) << 1);
        }
      }
    }
  }

  /** Per half of a super-block: low bits of four blocks in two times 32 bytes, high bits in 32. */
  private void sixBits() {
    for (int part = 0; part < parts; part++) {
      for (int r = 0; r < rows; r++) {
        int at = r * stride + part * partBytes;
        for (int block = 0; block < PackedFormat.SUPER; block++) {
          int half = block / 4;
          int low = at + 64 * half + 32 * (block % 2);
          int high = at + 128 + 32 * half;
          int to = (part * PackedFormat.SUPER + block) * size + r;
          fourGroups(low, high, block % 4, to);
          fourGroups(low + 16, high + 16, block % 4, to + 3 * ROWS);
        }
      }
    }
  }

  /**
   * Sixteen columns: three groups, and the fourth in their highest bits.
   *
   * @param low where their low bits are, in the low halves for blocks 0 and 1
   * @param high where their high bits are, two for each block
   */
  private void fourGroups(int low, int high, int block, int to) {
    long first = sixBits(low, high, block);
    long second = sixBits(low + 8, high + 8, block);
    int last = (int) (second >>> 32);
    out[to] = (int) first | (last & (int) THREES) << 6;
    out[to + ROWS] = (int) (first >>> 32) | (last >>> 2 & (int) THREES) << 6;
    out[to + 2 * ROWS] = (int) second | (last >>> 4 & (int) THREES) << 6;
  }

  private long sixBits(int low, int high, int block) {
    long nibbles = (get(in, low) >>> (4 * (block / 2))) & LOW;
    return nibbles | ((get(in, high) >>> (2 * block)) & THREES) << 4;
  }
}
