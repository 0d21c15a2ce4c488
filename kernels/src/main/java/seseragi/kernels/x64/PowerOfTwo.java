package seseragi.kernels.x64;

import static seseragi.kernels.x64.VectorOp.VADDPS;
import static seseragi.kernels.x64.VectorOp.VFMADD213PS;
import static seseragi.kernels.x64.VectorOp.VMAXPS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS;
import static seseragi.kernels.x64.VectorOp.VMULPS;
import static seseragi.kernels.x64.VectorOp.VPADDD;
import static seseragi.kernels.x64.VectorOp.VSUBPS;
import static seseragi.kernels.x64.VectorShift.VPSLLD;

import java.nio.ByteBuffer;
import seseragi.kernels.x64.Operand.Gpr;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/**
 * Code for {@code 2^x} of each lane, for x up to 128. Below -127 the result is 0, from 127.5 on it
 * is infinite, 2^0 is 1, and NaN stays NaN.
 */
final class PowerOfTwo {
  // Constants that the code reads, each filling 64 bytes; then the polynomial.
  private static final int LOWEST = 0; // its power is 0
  private static final int ROUNDER = 64; // adding it leaves an integer in the low bits
  private static final int BIAS = 128; // the exponent bits of 1
  private static final int POLYNOMIAL = 192;

  /**
   * 2^x for |x| <= 1/2, the highest power first: the best of its degree in relative error (2.6e-9,
   * by Remez' exchange) among those that are 1 at 0.
   */
  private static final float[] COEFFICIENTS = {
    0x1.470b4ap-13f,
    0x1.5f7276p-10f,
    0x1.3b270ep-7f,
    0x1.c6ae72p-5f,
    0x1.ebfbe2p-3f,
    0x1.62e432p-1f,
    1
  };

  static final int CONSTANT_BYTES = POLYNOMIAL + 64 * COEFFICIENTS.length;

  private final Assembler a;
  private final Gpr base;
  private final int offset;
  private final Vec lowest;
  private final Vec rounder;

  /**
   * Code that keeps two constants in registers.
   *
   * @param base of the constants, which are {@code offset} bytes on
   */
  PowerOfTwo(Assembler a, Gpr base, int offset, Vec lowest, Vec rounder) {
    this.a = a;
    this.base = base;
    this.offset = offset;
    this.lowest = lowest;
    this.rounder = rounder;
  }

  static void constants(ByteBuffer bytes) {
    fill(bytes, -127);
    fill(bytes, 0x1.8p23f);
    fill(bytes, 1);
    for (float coefficient : COEFFICIENTS) {
      fill(bytes, coefficient);
    }
  }

  /** A number in each lane of 64 bytes. */
  static void fill(ByteBuffer bytes, float number) {
    for (int i = 0; i < 16; i++) {
      bytes.putFloat(number);
    }
  }

  /** Loads the constants that stay. */
  void begin() {
    a.op(VMOVUPS, lowest, constant(LOWEST));
    a.op(VMOVUPS, rounder, constant(ROUNDER));
  }

  /** {@code power = 2^x}; x and the two others are lost. */
  void of(Vec x, Vec shifted, Vec nearest, Vec power) {
    a.op(VMAXPS, x, lowest, x); // NaN stays if it is the second operand
    a.op(VADDPS, shifted, x, rounder);
    a.op(VSUBPS, nearest, shifted, rounder); // n
    a.op(VSUBPS, x, x, nearest);
    a.op(VMOVUPS, power, constant(POLYNOMIAL));
    for (int i = 1; i < COEFFICIENTS.length; i++) {
      a.op(VFMADD213PS, power, x, constant(POLYNOMIAL + 64 * i));
    }
    a.shift(VPSLLD, shifted, shifted, 23);
    a.op(VPADDD, shifted, shifted, constant(BIAS)); // 2^n, or 0
    a.op(VMULPS, power, power, shifted);
  }

  private Mem constant(int at) {
    return Mem.at(base, offset + at);
  }
}
