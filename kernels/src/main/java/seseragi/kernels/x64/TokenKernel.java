package seseragi.kernels.x64;

import static seseragi.kernels.x64.Operand.Gpr.R10;
import static seseragi.kernels.x64.Operand.Gpr.R11;
import static seseragi.kernels.x64.Operand.Gpr.R12;
import static seseragi.kernels.x64.Operand.Gpr.R13;
import static seseragi.kernels.x64.Operand.Gpr.R8;
import static seseragi.kernels.x64.Operand.Gpr.R9;
import static seseragi.kernels.x64.Operand.Gpr.RAX;
import static seseragi.kernels.x64.Operand.Gpr.RBX;
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
import static seseragi.kernels.x64.VectorOp.VMOVSS;
import static seseragi.kernels.x64.VectorOp.VMOVSS_STORE;
import static seseragi.kernels.x64.VectorOp.VMOVUPS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS_STORE;
import static seseragi.kernels.x64.VectorOp.VMULPS;
import static seseragi.kernels.x64.VectorOp.VPACKSSDW;
import static seseragi.kernels.x64.VectorOp.VPACKSSWB;
import static seseragi.kernels.x64.VectorOp.VPADDD;
import static seseragi.kernels.x64.VectorOp.VPAND;
import static seseragi.kernels.x64.VectorOp.VPERMD;
import static seseragi.kernels.x64.VectorOp.VPHADDD;
import static seseragi.kernels.x64.VectorOp.VPMAXSD;
import static seseragi.kernels.x64.VectorOp.VPMINSD;
import static seseragi.kernels.x64.VectorOp.VPMULLD;
import static seseragi.kernels.x64.VectorOp.VPSLLVD;
import static seseragi.kernels.x64.VectorOp.VPSUBD;
import static seseragi.kernels.x64.VectorOp.VPXOR;
import static seseragi.kernels.x64.VectorShift.VPSLLD;
import static seseragi.kernels.x64.VectorShift.VPSRAD;
import static seseragi.kernels.x64.VectorShift.VPSRLD;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import seseragi.kernels.x64.CodeBuffer.Label;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/**
 * Assembles the rounding of activations to bytes, with AVX2 at every level: what {@link
 * TokenPacker} promises, a segment at a time, as {@link PackedTokens} lays it out.
 *
 * <pre>
 * void pack(x,  quants, shifts, corrections, stride, blocks, constants, heads,  headBytes)   System V
 *           rdi rsi     rdx     rcx          r8      r9      [rsp+8]    [rsp+16] [rsp+24]
 * </pre>
 *
 * <p>{@code quants} is the address of the token's first quants. {@code shifts} and {@code
 * corrections} are distances from a block's quants, {@code heads} that of a segment's head from the
 * quants of its first block. Blocks are {@code stride} bytes apart, and {@code headBytes} more
 * where a segment begins.
 */
final class TokenKernel {
  /** Which corrections a format wants. */
  enum Corrections {
    /** f32: sum of the quants, in units. */
    SUM,
    /**
     * With the first of each two blocks: the sums of both in 16 units each, as i16. Where a shift
     * is below 4, that rounds, half up: by a fraction of what it costs to round the quants of the
     * segment's largest block.
     */
    PAIRS,
    /** i32: minus offset times sum of the quants. */
    OFFSET,
    /** The same for each half of a block. */
    OFFSETS;

    static Corrections of(PackedFormat format) {
      return switch (format.scales) {
        case HALF -> OFFSET;
        case HALF_MIN -> SUM;
        case SUPER_MIN -> PAIRS;
        case SUPER_HALVES -> OFFSETS;
      };
    }
  }

  // Offsets in the constants.
  private static final int ABSOLUTE = 0;
  private static final int LARGEST_QUANT = 32;
  private static final int ROUNDER = 64;
  private static final int LEAST = 96;
  private static final int ORDER = 128;
  private static final int OFFSET = 160;
  private static final int MOST_SHIFT = 192;
  private static final int RANGE = 224;
  private static final int UNITS = 256;
  private static final int HALF_OF_16 = 288;
  static final int CONSTANT_BYTES = 320;

  // Offsets in the memory on the stack, a number for each block of a segment.
  private static final int LARGEST = 0;
  private static final int SHIFTS = 32;
  private static final int INVERSES = 64;
  private static final int SUMS = 96;
  private static final int STACK_BYTES = 128;

  /** What was pushed and reserved before the arguments on the stack. */
  private static final int FRAME = STACK_BYTES + 3 * Long.BYTES;

  /** Adding it to a small f32 rounds to an integer, half to even, in the low bits. */
  static final float ROUND = 0x1.8p23f;

  /** A segment counts as having a number of at least this size: the inverse must be finite. */
  static final float TINY = 0x1p-100f;

  /** And one of at least this part of the largest before: sums in units must be finite. */
  static final float LEAST_OF_LARGEST = 0x1p-60f;

  /** Units in the largest number of a segment. */
  static final float LARGEST_UNITS = 127 << PackedTokens.MOST_SHIFT;

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
    fill(bytes, PackedTokens.MOST_SHIFT);
    fill(bytes, Float.floatToRawIntBits(LEAST_OF_LARGEST));
    fill(bytes, Float.floatToRawIntBits(LARGEST_UNITS));
    fill(bytes, 8);
    return bytes.array();
  }

  private static void fill(ByteBuffer bytes, int bits) {
    for (int i = 0; i < 8; i++) {
      bytes.putInt(bits);
    }
  }

  byte[] assemble() {
    prologue();
    Label next = a.label();
    Label whole = a.label();
    a.bind(next);
    a.mov(R12, PackedTokens.SEGMENT);
    a.cmp(R9, PackedTokens.SEGMENT);
    a.jge(whole);
    a.mov(R12, R9);
    a.bind(whole);
    largest();
    scale();
    quantize();
    a.mov(RAX, Mem.at(RSP, FRAME + 24));
    a.add(RSI, RAX);
    a.sub(R9, PackedTokens.SEGMENT);
    a.jg(next);
    a.op(VDIVPS, ymm(9), ymm(9), constant(UNITS));
    a.store(VMOVSS_STORE, Mem.at(RSI, R11, 1, 0), xmm(9));
    epilogue();
    return a.toBytes();
  }

  /**
   * Registers that stay: 9 the largest number of the segment before, 10 the least that the next one
   * counts as having, 11 to 15 constants.
   */
  private void prologue() {
    a.push(RBX);
    a.push(R12);
    a.push(R13);
    a.sub(RSP, STACK_BYTES);
    a.mov(R10, Mem.at(RSP, FRAME + 8));
    a.mov(R11, Mem.at(RSP, FRAME + 16));
    a.op(VMOVUPS, ymm(15), constant(ABSOLUTE));
    a.op(VMOVUPS, ymm(14), constant(LARGEST_QUANT));
    a.op(VMOVUPS, ymm(13), constant(ROUNDER));
    a.op(VMOVUPS, ymm(11), constant(ORDER));
    a.op(VMOVUPS, ymm(10), constant(LEAST));
    a.op(VMOVUPS, ymm(9), ymm(10));
  }

  private void epilogue() {
    a.add(RSP, STACK_BYTES);
    a.pop(R13);
    a.pop(R12);
    a.pop(RBX);
    a.vzeroupper();
    a.ret();
  }

  /** Leaves the largest size of each block's numbers. As integers, so that NaN is the largest. */
  private void largest() {
    a.op(VPXOR, ymm(0), ymm(0), ymm(0));
    a.store(VMOVUPS_STORE, Mem.at(RSP, LARGEST), ymm(0));
    a.mov(RBX, RDI);
    a.mov(RAX, RSP);
    a.mov(R13, R12);
    Label next = a.label();
    a.bind(next);
    for (int i = 0; i < 4; i++) {
      a.op(VPAND, ymm(4 + i), ymm(15), Mem.at(RBX, 32 * i));
    }
    a.op(VPMAXSD, ymm(4), ymm(4), ymm(5));
    a.op(VPMAXSD, ymm(6), ymm(6), ymm(7));
    a.op(VPMAXSD, ymm(4), ymm(4), ymm(6));
    acrossLanes();
    a.store(VMOVSS_STORE, Mem.at(RAX, LARGEST), xmm(4));
    a.add(RBX, PackedFormat.BLOCK * Float.BYTES);
    a.add(RAX, Float.BYTES);
    a.sub(R13, 1);
    a.jne(next);
  }

  /** The lowest lane of register 4 = the largest of all. */
  private void acrossLanes() {
    a.extractHalf(xmm(5), ymm(4), 1);
    a.op(VPMAXSD, xmm(4), xmm(4), xmm(5));
    a.op(VMOVHLPS, xmm(5), xmm(4), xmm(4));
    a.op(VPMAXSD, xmm(4), xmm(4), xmm(5));
    a.op(VMOVSHDUP, xmm(5), xmm(4));
    a.op(VPMAXSD, xmm(4), xmm(4), xmm(5));
  }

  /**
   * Leaves each block's shift and the inverse of its scale. The exponents of the largest numbers,
   * subtracted with their mantissas, say how often a block's range may be halved.
   */
  private void scale() {
    a.op(VMOVUPS, ymm(4), Mem.at(RSP, LARGEST));
    a.op(VMOVUPS, ymm(3), ymm(4));
    acrossLanes();
    a.op(VBROADCASTSS, ymm(4), xmm(4));
    a.op(VPMAXSD, ymm(4), ymm(4), ymm(10));
    a.op(VMULPS, ymm(5), ymm(4), constant(RANGE));
    a.op(VPMAXSD, ymm(10), ymm(10), ymm(5));
    a.op(VDIVPS, ymm(5), ymm(9), ymm(4));
    a.store(VMOVSS_STORE, Mem.at(RSI, R11, 1, 0), xmm(5));
    a.op(VMOVUPS, ymm(9), ymm(4));

    a.op(VPSUBD, ymm(3), ymm(4), ymm(3));
    a.shift(VPSRLD, ymm(3), ymm(3), 23);
    a.op(VMOVUPS, ymm(2), constant(MOST_SHIFT));
    a.op(VPMINSD, ymm(3), ymm(3), ymm(2));
    a.op(VPSUBD, ymm(2), ymm(2), ymm(3));
    a.store(VMOVUPS_STORE, Mem.at(RSP, SHIFTS), ymm(2));
    a.op(VDIVPS, ymm(5), ymm(14), ymm(4));
    a.shift(VPSLLD, ymm(3), ymm(3), 23);
    a.op(VPADDD, ymm(5), ymm(5), ymm(3));
    a.store(VMOVUPS_STORE, Mem.at(RSP, INVERSES), ymm(5));
  }

  private void quantize() {
    a.mov(RBX, RSI);
    a.mov(RAX, RSP);
    a.mov(R13, R12);
    Label next = a.label();
    a.bind(next);
    quants();
    a.op(VMOVSS, xmm(8), Mem.at(RAX, SHIFTS));
    a.store(VMOVSS_STORE, Mem.at(RSI, RDX, 1, 0), xmm(8));
    correct();
    a.add(RDI, PackedFormat.BLOCK * Float.BYTES);
    a.add(RSI, R8);
    a.add(RAX, Float.BYTES);
    a.sub(R13, 1);
    a.jne(next);
    if (corrections == Corrections.PAIRS) {
      pairs();
    }
  }

  /** Registers 0 to 3 become quants. */
  private void quants() {
    Vec inverse = ymm(5);
    a.op(VBROADCASTSS, inverse, Mem.at(RAX, INVERSES));
    for (int i = 0; i < 4; i++) {
      a.op(VMULPS, ymm(i), inverse, Mem.at(RDI, 32 * i));
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
    Mem to = Mem.at(RSI, RCX, 1, 0);
    switch (corrections) {
      case SUM -> {
        a.op(VPSLLVD, xmm(0), xmm(0), xmm(8));
        a.op(VCVTDQ2PS, xmm(0), xmm(0));
        a.store(VMOVSS_STORE, to, xmm(0));
      }
      case PAIRS -> a.store(VMOVSS_STORE, Mem.at(RAX, SUMS), xmm(0));
      case OFFSET -> {
        a.op(VPMULLD, xmm(0), xmm(0), constant(OFFSET));
        a.store(VMOVSS_STORE, to, xmm(0));
      }
      case OFFSETS -> {
        a.op(VPMULLD, xmm(0), xmm(0), constant(OFFSET));
        a.store(VMOVLPS_STORE, to, xmm(0));
      }
    }
  }

  /** The sums of a whole segment, of which {@code rbx} is the first block. */
  private void pairs() {
    a.op(VMOVUPS, ymm(0), Mem.at(RSP, SUMS));
    a.op(VPSLLVD, ymm(0), ymm(0), Mem.at(RSP, SHIFTS));
    a.op(VPADDD, ymm(0), ymm(0), constant(HALF_OF_16));
    a.shift(VPSRAD, ymm(0), ymm(0), 4);
    a.extractHalf(xmm(1), ymm(0), 1);
    a.op(VPACKSSDW, xmm(0), xmm(0), xmm(1));
    a.op(VMOVHLPS, xmm(1), xmm(0), xmm(0));
    for (int pair = 0; pair < PackedTokens.SEGMENT / 2; pair++) {
      Vec two = xmm(pair / 2);
      if (pair % 2 == 1) {
        a.op(VMOVSHDUP, two, two);
      }
      a.store(VMOVSS_STORE, Mem.at(RBX, RCX, 1, 0), two);
      a.add(RBX, R8);
      a.add(RBX, R8);
    }
  }

  private static Mem constant(int offset) {
    return Mem.at(R10, offset);
  }
}
