package seseragi.kernels.x64;

import static seseragi.kernels.x64.Operand.Gpr.R10;
import static seseragi.kernels.x64.Operand.Gpr.R8;
import static seseragi.kernels.x64.Operand.Gpr.R9;
import static seseragi.kernels.x64.Operand.Gpr.RCX;
import static seseragi.kernels.x64.Operand.Gpr.RDI;
import static seseragi.kernels.x64.Operand.Gpr.RDX;
import static seseragi.kernels.x64.Operand.Gpr.RSI;
import static seseragi.kernels.x64.Operand.Gpr.RSP;
import static seseragi.kernels.x64.Operand.Vec.xmm;
import static seseragi.kernels.x64.Operand.Vec.ymm;
import static seseragi.kernels.x64.VectorOp.VADDPS;
import static seseragi.kernels.x64.VectorOp.VBROADCASTSS;
import static seseragi.kernels.x64.VectorOp.VCVTDQ2PS;
import static seseragi.kernels.x64.VectorOp.VDIVPS;
import static seseragi.kernels.x64.VectorOp.VMOVHLPS;
import static seseragi.kernels.x64.VectorOp.VMOVLPS_STORE;
import static seseragi.kernels.x64.VectorOp.VMOVSHDUP;
import static seseragi.kernels.x64.VectorOp.VMOVSS_STORE;
import static seseragi.kernels.x64.VectorOp.VMOVUPS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS_STORE;
import static seseragi.kernels.x64.VectorOp.VMULPS;
import static seseragi.kernels.x64.VectorOp.VPACKSSDW;
import static seseragi.kernels.x64.VectorOp.VPACKSSWB;
import static seseragi.kernels.x64.VectorOp.VPADDD;
import static seseragi.kernels.x64.VectorOp.VPAND;
import static seseragi.kernels.x64.VectorOp.VPCMPGTD;
import static seseragi.kernels.x64.VectorOp.VPERMD;
import static seseragi.kernels.x64.VectorOp.VPHADDD;
import static seseragi.kernels.x64.VectorOp.VPMAXSD;
import static seseragi.kernels.x64.VectorOp.VPMULLD;
import static seseragi.kernels.x64.VectorOp.VPSUBD;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import seseragi.kernels.x64.CodeBuffer.Label;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/**
 * Assembles the rounding of activations to bytes, with AVX2 at every level: what {@link
 * TokenPacker} promises, a block at a time.
 *
 * <pre>
 * void pack(x,  quants, scales, corrections, stride, blocks, constants)   System V
 *           rdi rsi     rdx     rcx          r8      r9      [rsp+8]
 * </pre>
 *
 * <p>{@code quants}, {@code scales} and {@code corrections} are the addresses for the first block;
 * the next block's are {@code stride} bytes on.
 */
final class TokenKernel {
  /** Which corrections a format wants. */
  enum Corrections {
    /** f32: scale times sum of the quants. */
    SUM,
    /** i32: minus offset times sum of the quants. */
    OFFSET,
    /** The same for each half of a block. */
    OFFSETS;

    static Corrections of(PackedFormat format) {
      return format.scales.hasMin() ? SUM : format.sumsPerBlock() == 2 ? OFFSETS : OFFSET;
    }
  }

  // Offsets in the constants.
  private static final int ABSOLUTE = 0;
  private static final int LARGEST_QUANT = 32;
  private static final int ROUNDER = 64;
  private static final int LEAST = 96;
  private static final int ORDER = 128;
  private static final int OFFSET = 160;
  static final int CONSTANT_BYTES = 192;

  /** Adding it to a small f32 rounds to an integer, half to even, in the low bits. */
  static final float ROUND = 0x1.8p23f;

  /** Blocks whose largest number is not above this become zeros: its inverse may overflow. */
  static final float TINY = 0x1p-100f;

  private final Corrections corrections;
  private final Assembler a = new Assembler(false);

  TokenKernel(Corrections corrections) {
    this.corrections = corrections;
  }

  static byte[] constants(PackedFormat format) {
    ByteBuffer bytes = ByteBuffer.allocate(CONSTANT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fill(bytes, 0x7fffffff);
    fill(bytes, Float.floatToRawIntBits(127));
    fill(bytes, Float.floatToRawIntBits(ROUND));
    fill(bytes, Float.floatToRawIntBits(TINY));
    for (int i = 0; i < 8; i++) {
      bytes.putInt(i % 2 * 4 + i / 2);
    }
    fill(bytes, -format.offset);
    return bytes.array();
  }

  private static void fill(ByteBuffer bytes, int bits) {
    for (int i = 0; i < 8; i++) {
      bytes.putInt(bits);
    }
  }

  byte[] assemble() {
    a.mov(R10, Mem.at(RSP, 8));
    a.op(VMOVUPS, ymm(15), constant(ABSOLUTE));
    a.op(VMOVUPS, ymm(14), constant(LARGEST_QUANT));
    a.op(VMOVUPS, ymm(13), constant(ROUNDER));
    a.op(VMOVUPS, ymm(12), constant(LEAST));
    a.op(VMOVUPS, ymm(11), constant(ORDER));
    Label next = a.label();
    a.bind(next);
    largest();
    quantize();
    correct();
    a.add(RDI, PackedFormat.BLOCK * Float.BYTES);
    a.add(RSI, R8);
    a.add(RDX, R8);
    a.add(RCX, R8);
    a.sub(R9, 1);
    a.jne(next);
    a.vzeroupper();
    a.ret();
    return a.toBytes();
  }

  /** Registers 0 to 3 = x; 4 = the largest size. As integers, so that NaN is the largest. */
  private void largest() {
    for (int i = 0; i < 4; i++) {
      a.op(VMOVUPS, ymm(i), Mem.at(RDI, 32 * i));
      a.op(VPAND, ymm(4 + i), ymm(i), ymm(15));
    }
    a.op(VPMAXSD, ymm(4), ymm(4), ymm(5));
    a.op(VPMAXSD, ymm(6), ymm(6), ymm(7));
    a.op(VPMAXSD, ymm(4), ymm(4), ymm(6));
    a.extractHalf(xmm(5), ymm(4), 1);
    a.op(VPMAXSD, xmm(4), xmm(4), xmm(5));
    a.op(VMOVHLPS, xmm(5), xmm(4), xmm(4));
    a.op(VPMAXSD, xmm(4), xmm(4), xmm(5));
    a.op(VMOVSHDUP, xmm(5), xmm(4));
    a.op(VPMAXSD, xmm(4), xmm(4), xmm(5));
  }

  /** Registers 0 to 3 become quants; 8 is the scale. */
  private void quantize() {
    Vec inverse = ymm(5);
    a.op(VBROADCASTSS, ymm(4), xmm(4));
    a.op(VDIVPS, ymm(8), ymm(4), ymm(14));
    a.store(VMOVSS_STORE, Mem.at(RDX, 0), xmm(8));
    a.op(VDIVPS, inverse, ymm(14), ymm(4));
    a.op(VPCMPGTD, ymm(6), ymm(4), ymm(12));
    a.op(VPAND, inverse, inverse, ymm(6));
    for (int i = 0; i < 4; i++) {
      a.op(VMULPS, ymm(i), ymm(i), inverse);
      a.op(VADDPS, ymm(i), ymm(i), ymm(13));
      a.op(VPSUBD, ymm(i), ymm(i), ymm(13));
    }
    a.op(VPACKSSDW, ymm(6), ymm(0), ymm(1));
    a.op(VPACKSSDW, ymm(7), ymm(2), ymm(3));
    a.op(VPACKSSWB, ymm(6), ymm(6), ymm(7)); // in each half four of each register
    a.op(VPERMD, ymm(6), ymm(11), ymm(6));
    a.store(VMOVUPS_STORE, Mem.at(RSI, 0), ymm(6));
  }

  private void correct() {
    a.op(VPADDD, ymm(0), ymm(0), ymm(1));
    a.op(VPADDD, ymm(2), ymm(2), ymm(3));
    a.op(VPHADDD, ymm(0), ymm(0), ymm(2));
    a.extractHalf(xmm(1), ymm(0), 1);
    a.op(VPADDD, xmm(0), xmm(0), xmm(1)); // two parts of the first half, two of the second
    a.op(VPHADDD, xmm(0), xmm(0), xmm(0));
    if (corrections != Corrections.OFFSETS) {
      a.op(VPHADDD, xmm(0), xmm(0), xmm(0));
    }
    switch (corrections) {
      case SUM -> {
        a.op(VCVTDQ2PS, xmm(0), xmm(0));
        a.op(VMULPS, xmm(0), xmm(8), xmm(0));
        a.store(VMOVSS_STORE, Mem.at(RCX, 0), xmm(0));
      }
      case OFFSET -> {
        a.op(VPMULLD, xmm(0), xmm(0), constant(OFFSET));
        a.store(VMOVSS_STORE, Mem.at(RCX, 0), xmm(0));
      }
      case OFFSETS -> {
        a.op(VPMULLD, xmm(0), xmm(0), constant(OFFSET));
        a.store(VMOVLPS_STORE, Mem.at(RCX, 0), xmm(0));
      }
    }
  }

  private static Mem constant(int offset) {
    return Mem.at(R10, offset);
  }
}
