package seseragi.kernels.x64;

import static seseragi.kernels.x64.Operand.Gpr.R10;
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
import static seseragi.kernels.x64.VectorOp.VADDPS;
import static seseragi.kernels.x64.VectorOp.VCVTPH2PS;
import static seseragi.kernels.x64.VectorOp.VFMADD231PS;
import static seseragi.kernels.x64.VectorOp.VHADDPS;
import static seseragi.kernels.x64.VectorOp.VMOVSS_STORE;
import static seseragi.kernels.x64.VectorOp.VMOVUPS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS_STORE;
import static seseragi.kernels.x64.VectorOp.VPMOVZXWD;
import static seseragi.kernels.x64.VectorOp.VPXORD;
import static seseragi.kernels.x64.VectorShift.VPSLLD;

import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.x64.CodeBuffer.Label;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/**
 * Assembles the innermost product for weights that are numbers (F32, F16, BF16), read as they lie
 * in the file: one row or four times a few tokens, over all columns, of which there are a multiple
 * of {@link #COLUMNS}. The arithmetic of an output does not depend on the other outputs: sums in
 * the lanes of a register, in the order of the columns, then the lanes in pairs.
 *
 * <pre>
 * void product(weights, rowStride, x,  xStride, out, outStride, columns)   System V
 *              rdi      rsi        rdx rcx      r8   r9         [rsp+8]
 * </pre>
 */
final class FloatKernel {
  /** Columns are a multiple of this. */
  static final int COLUMNS = 16;

  /** Rows of a call, if it is not 1. */
  static final int ROWS = 4;

  private final QuantType type;
  private final int tokens;
  private final int rows;
  private final boolean ahead;
  private final int width; // bytes of a register
  private final Assembler a = new Assembler(false);

  /**
   * @param ahead for weights that come from memory: asks for the next rows meanwhile
   * @param wide with AVX-512
   */
  FloatKernel(QuantType type, int tokens, int rows, boolean ahead, boolean wide) {
    if (tokens < 1 || tokens > maxTokens(wide) || (rows != 1 && rows != ROWS)) {
      throw new IllegalArgumentException("no kernel for %d x %d".formatted(tokens, rows));
    }
    this.type = type;
    this.tokens = tokens;
    this.rows = rows;
    this.ahead = ahead;
    width = wide ? 64 : 32;
  }

  /** Whether there is code for a type. */
  static boolean supports(QuantType type) {
    return type == QuantType.F32 || type == QuantType.F16 || type == QuantType.BF16;
  }

  /** Tokens that a call takes at most: so many times four sums fit the registers. */
  static int maxTokens(boolean wide) {
    return wide ? 6 : 3;
  }

  byte[] assemble() {
    a.mov(RAX, Mem.at(RSP, 8));
    a.push(RBX);
    a.push(R12);
    a.push(R13);
    a.lea(RBX, Mem.at(RSI, RSI, 2, 0));
    a.add(RBX, RDI); // row 3
    a.lea(R12, Mem.at(RCX, RCX, 2, 0));
    a.lea(R13, Mem.at(R12, RCX, 2, 0));
    a.add(R12, RDX); // token 3
    a.add(R13, RDX); // token 5
    a.lea(R10, Mem.at(RDI, RSI, 4, 0)); // the rows after these
    for (int i = 0; i < tokens * rows; i++) {
      a.op(VPXORD, vec(i), vec(i), vec(i));
    }
    Label next = a.label();
    a.bind(next);
    columns();
    a.jne(next);
    for (int t = 0; t < tokens; t++) {
      store(t);
      a.add(R8, R9);
    }
    a.pop(R13);
    a.pop(R12);
    a.pop(RBX);
    a.vzeroupper();
    a.ret();
    return a.toBytes();
  }

  /** As many columns as a register has lanes. */
  private void columns() {
    int lanes = width / Float.BYTES;
    int bytes = Math.toIntExact(type.bytes(lanes));
    for (int t = 0; t < tokens; t++) {
      a.op(VMOVUPS, x(t), token(t));
    }
    for (int r = 0; r < rows; r++) {
      load(weight(), row(r));
      for (int t = 0; t < tokens; t++) {
        a.op(VFMADD231PS, sum(t, r), weight(), x(t));
      }
    }
    if (ahead) {
      for (int at = 0; at < rows * bytes; at += 64) {
        a.prefetcht0(Mem.at(R10, at));
      }
      a.add(R10, rows * bytes);
    }
    a.add(RDI, bytes);
    a.add(RBX, bytes);
    a.add(RDX, width);
    a.add(R12, width);
    a.add(R13, width);
    a.sub(RAX, lanes);
  }

  private void load(Vec to, Mem from) {
    switch (type) {
      case F16 -> a.op(VCVTPH2PS, to, from);
      case BF16 -> {
        a.op(VPMOVZXWD, to, from);
        a.shift(VPSLLD, to, to, 16);
      }
      case F32 -> a.op(VMOVUPS, to, from);
      default -> throw new IllegalArgumentException("no kernel for " + type);
    }
  }

  /** Adds up the lanes of a token's sums, and stores one number for each row. */
  private void store(int t) {
    Vec upper = weight().as(32);
    for (int r = 0; r < rows && width == 64; r++) {
      a.extractHalf(upper, sum(t, r), 1);
      a.op(VADDPS, half(t, r), sum(t, r).as(32), upper);
    }
    Vec all = half(t, 0);
    Vec free = rows == 1 ? weight() : half(t, 1);
    a.op(VHADDPS, all, all, half(t, Math.min(1, rows - 1)));
    if (rows == 1) {
      a.op(VHADDPS, all, all, all);
    } else {
      a.op(VHADDPS, half(t, 2), half(t, 2), half(t, 3));
      a.op(VHADDPS, all, all, half(t, 2));
    }
    a.extractHalf(free.as(16), all, 1);
    a.op(VADDPS, all.as(16), all.as(16), free.as(16));
    a.store(rows == 1 ? VMOVSS_STORE : VMOVUPS_STORE, Mem.at(R8, 0), all.as(16));
  }

  private static Mem row(int r) {
    return r == 3 ? Mem.at(RBX, 0) : place(RDI, RSI, r);
  }

  private static Mem token(int t) {
    return switch (t) {
      case 3 -> Mem.at(R12, 0);
      case 5 -> Mem.at(R13, 0);
      default -> place(RDX, RCX, t);
    };
  }

  private static Mem place(Operand.Gpr base, Operand.Gpr stride, int times) {
    return times == 0 ? Mem.at(base, 0) : Mem.at(base, stride, times, 0);
  }

  private Vec sum(int t, int r) {
    return vec(rows * t + r);
  }

  /**
   * 32 bytes of sums. Of 64, the halves are added into the registers of the first token, which is
   * stored first: the other instructions have no form for the registers above 15.
   */
  private Vec half(int t, int r) {
    return width == 64 ? vec(r).as(32) : sum(t, r);
  }

  private Vec x(int t) {
    return vec(tokens * rows + t);
  }

  private Vec weight() {
    return vec(tokens * rows + tokens);
  }

  private Vec vec(int number) {
    return new Vec(number, width);
  }
}
