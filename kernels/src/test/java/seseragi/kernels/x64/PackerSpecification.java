package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/**
 * What {@link Packer} does, one quant after the other: the layout of {@link PackedFormat} for one
 * tile of a tensor in that of its file. Rows past the end of the tensor become zeros.
 */
final class PackerSpecification {
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final PackedFormat format;
  private final MemorySegment source;
  private final long rows;
  private final long rowBytes;
  private final int blocks;
  private final byte[] quants; // quants of a block of the tile, as they go to memory
  private final byte[] codes = new byte[PackedFormat.BLOCK]; // one row's quants of a block

  PackerSpecification(PackedFormat format, Tensor tensor) {
    this.format = format;
    source = tensor.data();
    rows = tensor.rows();
    rowBytes = tensor.type().bytes(tensor.columns());
    blocks = Math.toIntExact(tensor.columns() / PackedFormat.BLOCK);
    quants = new byte[format.quantBytes()];
  }

  /** Packs rows {@code 16 * tile} on into {@code target}, which holds just this tile. */
  void pack(long tile, MemorySegment target) {
    target.fill((byte) 0);
    for (int block = 0; block < blocks; block++) {
      java.util.Arrays.fill(quants, (byte) 0);
      for (int r = 0; r < PackedFormat.ROWS && tile * PackedFormat.ROWS + r < rows; r++) {
        long row = (tile * PackedFormat.ROWS + r) * rowBytes;
        packRow(row, block, r, target);
      }
      long at = format.quants(blocks, block);
      MemorySegment.copy(MemorySegment.ofArray(quants), 0, target, at, quants.length);
    }
  }

  private void packRow(long row, int block, int r, MemorySegment target) {
    QuantType type = format.type;
    int part = block * PackedFormat.BLOCK / type.blockSize();
    long at = row + (long) part * type.blockBytes();
    int sub = block % (type.blockSize() / PackedFormat.BLOCK);
    readCodes(at, sub);
    for (int k = 0; k < PackedFormat.BLOCK; k++) {
      put(k / 4, 4 * r + k % 4, codes[k] & 0xff);
    }
    packScales(at, sub, block, r, target);
  }

  private void put(int group, int index, int code) {
    if (format.bits == 8) {
      quants[64 * group + index] = (byte) code;
      return;
    }
    if (format.bits == 6) {
      putSixBits(192 * (group / 4), group % 4, index, code);
      return;
    }
    quants[64 * (group % 4) + index] |= (byte) ((code & 15) << (group < 4 ? 0 : 4));
    if (format.bits == 5) {
      quants[256 + index] |= (byte) ((code >> 4) << group);
    }
  }

  private void putSixBits(int four, int group, int index, int code) {
    if (group < 3) {
      quants[four + 64 * group + index] |= (byte) code;
      return;
    }
    for (int other = 0; other < 3; other++) {
      quants[four + 64 * other + index] |= (byte) ((code >> (2 * other)) << 6);
    }
  }

  private void packScales(long at, int sub, int block, int r, MemorySegment target) {
    long scales = format.scales(block);
    long supers = format.head(block);
    switch (format.scales) {
      case HALF -> target.set(HALF, scales + 2L * r, source.get(HALF, at));
      case HALF_MIN -> {
        target.set(HALF, scales + 2L * r, source.get(HALF, at));
        target.set(HALF, scales + 32 + 2L * r, source.get(HALF, at + 2));
      }
      case SUPER_MIN -> {
        target.set(JAVA_BYTE, scales + r, (byte) scale(at + 4, sub));
        long pair = supers + 64 + 32L * (block % 8 / 2);
        target.set(JAVA_BYTE, pair + 2L * r + block % 2, (byte) min(at + 4, sub));
        target.set(HALF, supers + 2L * r, source.get(HALF, at));
        target.set(HALF, supers + 32 + 2L * r, source.get(HALF, at + 2));
      }
      case SUPER_HALVES -> {
        target.set(JAVA_BYTE, scales + r, source.get(JAVA_BYTE, at + 192 + 2L * sub));
        target.set(JAVA_BYTE, scales + 16 + r, source.get(JAVA_BYTE, at + 193 + 2L * sub));
        target.set(HALF, supers + 2L * r, source.get(HALF, at + 208));
      }
    }
  }

  /** Fills {@link #codes} with block {@code sub} of the stored block at {@code at}. */
  private void readCodes(long at, int sub) {
    switch (format) {
      case Q8 -> {
        for (int k = 0; k < 32; k++) {
          codes[k] = (byte) (source.get(JAVA_BYTE, at + 2 + k) + 128);
        }
      }
      case Q4, NON_LINEAR -> nibbles(at + 2);
      case Q4_MIN -> nibbles(at + 4);
      case Q5 -> {
        nibbles(at + 6);
        fifthBits(at + 2);
      }
      case Q5_MIN -> {
        nibbles(at + 8);
        fifthBits(at + 4);
      }
      case K4 -> superNibbles(at + 16, sub);
      case K5 -> {
        superNibbles(at + 48, sub);
        for (int k = 0; k < 32; k++) {
          codes[k] |= (byte) (((source.get(JAVA_BYTE, at + 16 + k) >> sub) & 1) << 4);
        }
      }
      case K6 -> sixBits(at, sub);
    }
  }

  private void nibbles(long at) {
    for (int k = 0; k < 16; k++) {
      int pair = source.get(JAVA_BYTE, at + k);
      codes[k] = (byte) (pair & 15);
      codes[k + 16] = (byte) ((pair >> 4) & 15);
    }
  }

  private void fifthBits(long at) {
    for (int k = 0; k < 32; k++) {
      codes[k] |= (byte) (((source.get(JAVA_BYTE, at + k / 8) >> (k % 8)) & 1) << 4);
    }
  }

  private void superNibbles(long at, int sub) {
    for (int k = 0; k < 32; k++) {
      codes[k] = (byte) ((source.get(JAVA_BYTE, at + sub / 2 * 32L + k) >> (4 * (sub % 2))) & 15);
    }
  }

  private void sixBits(long at, int sub) {
    long low = at + sub / 4 * 64L + sub % 2 * 32L;
    long high = at + 128 + sub / 4 * 32L;
    for (int k = 0; k < 32; k++) {
      int bits = (source.get(JAVA_BYTE, low + k) >> (sub % 4 < 2 ? 0 : 4)) & 15;
      int top = (source.get(JAVA_BYTE, high + k) >> (2 * (sub % 4))) & 3;
      codes[k] = (byte) (bits | (top << 4));
    }
  }

  // Eight scales and eight minima of 6 bits in 12 bytes (GGML's K-quants).
  private int scale(long at, int j) {
    return j < 4
        ? source.get(JAVA_BYTE, at + j) & 63
        : (source.get(JAVA_BYTE, at + 4 + j) & 15)
            | ((source.get(JAVA_BYTE, at + j - 4) & 192) >> 2);
  }

  private int min(long at, int j) {
    return j < 4
        ? source.get(JAVA_BYTE, at + 4 + j) & 63
        : ((source.get(JAVA_BYTE, at + 4 + j) >> 4) & 15)
            | ((source.get(JAVA_BYTE, at + j) & 192) >> 2);
  }
}
