package seseragi.kernels.x64;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The scales and minima of {@link Packer}, as {@link PackedFormat.Scales} lays them out. */
final class ScalePacking {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int ROWS = PackedFormat.ROWS;
  private static final int SUPER = PackedFormat.SUPER;
  private static final int SUPER_MIN_BYTES = PackedFormat.Scales.SUPER_MIN.superBytes;

  private final PackedFormat format;
  private final byte[] in; // [rows, stride] blocks of the file
  private final int stride;
  private final int partBytes; // of a block of the file
  private final byte[] scales;
  private final byte[] supers;
  private int rows;
  private int parts; // blocks of the file in a row

  ScalePacking(PackedFormat format, byte[] in, int stride, byte[] scales, byte[] supers) {
    this.format = format;
    this.in = in;
    this.stride = stride;
    this.scales = scales;
    this.supers = supers;
    partBytes = format.type.blockBytes();
  }

  /**
   * Packs some blocks of a few rows; the lanes of other rows stay as they are.
   *
   * @param chunk blocks of 32 columns
   */
  void pack(int rows, int chunk) {
    this.rows = rows;
    parts = chunk * PackedFormat.BLOCK / format.type.blockSize();
    switch (format.scales) {
      case HALF -> halves(0, scales, 32, 0);
      case HALF_MIN -> {
        halves(0, scales, 64, 0);
        halves(2, scales, 64, 32);
      }
      case SUPER_MIN -> {
        minima(4);
        halves(0, supers, SUPER_MIN_BYTES, 0);
        halves(2, supers, SUPER_MIN_BYTES, PackedFormat.D_MIN);
      }
      case SUPER_HALVES -> {
        scalesOfHalves(192);
        halves(208, supers, 32, 0);
      }
    }
  }

  /** An f16 number of each block of the file. */
  private void halves(int offset, byte[] out, int bytes, int to) {
    for (int part = 0; part < parts; part++) {
      for (int r = 0; r < rows; r++) {
        short half = (short) SHORT.get(in, r * stride + part * partBytes + offset);
        SHORT.set(out, part * bytes + to + 2 * r, half);
      }
    }
  }

  /** Sixteen scales a super-block, of 16 columns each. */
  private void scalesOfHalves(int offset) {
    for (int part = 0; part < parts; part++) {
      for (int r = 0; r < rows; r++) {
        int at = r * stride + part * partBytes + offset;
        for (int i = 0; i < 2 * SUPER; i++) {
          scales[ROWS * (2 * SUPER * part + i) + r] = in[at + i];
        }
      }
    }
  }

  /** Eight scales and eight minima of 6 bits in 12 bytes (GGML's K-quants). */
  private void minima(int offset) {
    for (int part = 0; part < parts; part++) {
      for (int r = 0; r < rows; r++) {
        int at = r * stride + part * partBytes + offset;
        int to = ROWS * SUPER * part + r;
        int minTo = SUPER_MIN_BYTES * part + PackedFormat.MINIMA + 2 * r;
        for (int i = 0; i < 4; i++) {
          int scale = in[at + i];
          int min = in[at + 4 + i];
          int low = in[at + 8 + i];
          scales[to + ROWS * i] = (byte) (scale & 63);
          scales[to + ROWS * (4 + i)] = (byte) ((low & 15) | ((scale & 0xc0) >> 2));
          int pair = minTo + PackedFormat.PAIR_BYTES * (i / 2) + i % 2;
          supers[pair] = (byte) (min & 63);
          supers[pair + 2 * PackedFormat.PAIR_BYTES] =
              (byte) (((low >> 4) & 15) | ((min & 0xc0) >> 2));
        }
      }
    }
  }
}
