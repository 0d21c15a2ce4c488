package seseragi.kernels.x64;

import static seseragi.kernels.x64.Operand.Gpr.R8;
import static seseragi.kernels.x64.Operand.Gpr.R9;
import static seseragi.kernels.x64.Operand.Gpr.RCX;
import static seseragi.kernels.x64.Operand.Gpr.RDI;
import static seseragi.kernels.x64.Operand.Gpr.RDX;
import static seseragi.kernels.x64.Operand.Gpr.RSI;
import static seseragi.kernels.x64.VectorOp.VADDPS;
import static seseragi.kernels.x64.VectorOp.VBROADCASTSS;
import static seseragi.kernels.x64.VectorOp.VFMADD231PS;
import static seseragi.kernels.x64.VectorOp.VMOVHLPS;
import static seseragi.kernels.x64.VectorOp.VMOVSHDUP;
import static seseragi.kernels.x64.VectorOp.VMOVSS;
import static seseragi.kernels.x64.VectorOp.VMOVSS_STORE;
import static seseragi.kernels.x64.VectorOp.VMOVUPS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS_STORE;
import static seseragi.kernels.x64.VectorOp.VMULPS;
import static seseragi.kernels.x64.VectorOp.VPXORD;
import static seseragi.kernels.x64.VectorOp.VSUBPS;

import seseragi.kernels.x64.CodeBuffer.Label;
import seseragi.kernels.x64.Operand.Gpr;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/**
 * Assembles what is done to a row of f32 numbers, 64 bytes a step. Each function is assembled by an
 * instance of its own.
 *
 * <pre>
 * void add(x, y, steps)                                            System V
 *          rdi rsi rdx
 * void squares(x,  result, steps)
 *              rdi rsi     rdx
 * void scale(x,  weight, out, steps, scale)
 *            rdi rsi     rdx  rcx    xmm0
 * void rotateHalves(x,  headBytes, cosines, sines, heads, steps, pairBytes)
 *                   rdi rsi        rdx      rcx    r8     r9     [rsp+8]
 * void rotateNeighbours(x,  headBytes, cosines, sines, heads, pairs)
 *                       rdi rsi        rdx      rcx    r8     r9
 * </pre>
 */
final class RowKernel {
  /** Numbers of a step. */
  static final int STEP = 16;

  private static final int BYTES = STEP * Float.BYTES;

  private final int width; // bytes of a register
  private final Assembler a = new Assembler(false);

  /**
   * @param wide with AVX-512
   */
  RowKernel(boolean wide) {
    width = wide ? BYTES : BYTES / 2;
  }

  /** {@code x += y}. */
  byte[] add() {
    return loop(
        RDX,
        () -> {
          for (int at = 0; at < BYTES; at += width) {
            a.op(VMOVUPS, vec(0), Mem.at(RDI, at));
            a.op(VADDPS, vec(0), vec(0), Mem.at(RSI, at));
            a.store(VMOVUPS_STORE, Mem.at(RDI, at), vec(0));
          }
          a.add(RDI, BYTES);
          a.add(RSI, BYTES);
        });
  }

  /** {@code out = x * scale * weight}. */
  byte[] scale() {
    a.op(VBROADCASTSS, vec(1), Vec.xmm(0));
    return loop(
        RCX,
        () -> {
          for (int at = 0; at < BYTES; at += width) {
            a.op(VMULPS, vec(0), vec(1), Mem.at(RDI, at));
            a.op(VMULPS, vec(0), vec(0), Mem.at(RSI, at));
            a.store(VMOVUPS_STORE, Mem.at(RDX, at), vec(0));
          }
          a.add(RDI, BYTES);
          a.add(RSI, BYTES);
          a.add(RDX, BYTES);
        });
  }

  private byte[] loop(Gpr steps, Runnable step) {
    Label next = a.label();
    a.bind(next);
    step.run();
    a.sub(steps, 1);
    a.jne(next);
    return end();
  }

  private byte[] end() {
    a.vzeroupper();
    a.ret();
    return a.toBytes();
  }

  /** The sum of the squares: 16 sums of every sixteenth number, then those in halves. */
  byte[] squares() {
    for (int at = 0; at < BYTES; at += width) {
      a.op(VPXORD, vec(at / width), vec(at / width), vec(at / width));
    }
    Label next = a.label();
    a.bind(next);
    for (int at = 0; at < BYTES; at += width) {
      a.op(VMOVUPS, vec(2), Mem.at(RDI, at));
      a.op(VFMADD231PS, vec(at / width), vec(2), vec(2));
    }
    a.add(RDI, BYTES);
    a.sub(RDX, 1);
    a.jne(next);
    if (width == BYTES) {
      a.extractHalf(Vec.ymm(1), Vec.zmm(0), 1);
    }
    a.op(VADDPS, Vec.ymm(0), Vec.ymm(0), Vec.ymm(1));
    a.extractHalf(Vec.xmm(1), Vec.ymm(0), 1);
    a.op(VADDPS, Vec.xmm(0), Vec.xmm(0), Vec.xmm(1));
    a.op(VMOVHLPS, Vec.xmm(1), Vec.xmm(0), Vec.xmm(0));
    a.op(VADDPS, Vec.xmm(0), Vec.xmm(0), Vec.xmm(1));
    a.op(VMOVSHDUP, Vec.xmm(1), Vec.xmm(0));
    a.op(VADDPS, Vec.xmm(0), Vec.xmm(0), Vec.xmm(1));
    a.store(VMOVSS_STORE, Mem.at(RSI, 0), Vec.xmm(0));
    return end();
  }

  /** Pairs half a rotated part of a head apart. */
  byte[] rotateHalves() {
    a.mov(Gpr.RAX, Mem.at(Gpr.RSP, 8));
    Label head = a.label();
    Label next = a.label();
    a.bind(head);
    a.mov(Gpr.R10, R9);
    a.xor(Gpr.R11, Gpr.R11);
    a.push(RDI);
    a.bind(next);
    for (int at = 0; at < BYTES; at += width) {
      rotate(
          vec(0),
          Mem.at(RDI, at),
          Mem.at(RDI, Gpr.RAX, 1, at),
          Mem.at(RDX, Gpr.R11, 1, at),
          Mem.at(RCX, Gpr.R11, 1, at));
    }
    a.add(RDI, BYTES);
    a.add(Gpr.R11, BYTES);
    a.sub(Gpr.R10, 1);
    a.jne(next);
    a.pop(RDI);
    a.add(RDI, RSI);
    a.sub(R8, 1);
    a.jne(head);
    return end();
  }

  /** Pairs of neighbours, one by one. */
  byte[] rotateNeighbours() {
    Label head = a.label();
    Label next = a.label();
    a.bind(head);
    a.xor(Gpr.R11, Gpr.R11);
    a.bind(next);
    rotate(
        Vec.xmm(0),
        Mem.at(RDI, Gpr.R11, 8, 0),
        Mem.at(RDI, Gpr.R11, 8, Float.BYTES),
        Mem.at(RDX, Gpr.R11, 4, 0),
        Mem.at(RCX, Gpr.R11, 4, 0));
    a.add(Gpr.R11, 1);
    a.cmp(Gpr.R11, R9);
    a.jne(next);
    a.add(RDI, RSI);
    a.sub(R8, 1);
    a.jne(head);
    return end();
  }

  /**
   * {@code (a, b) = (a cos - b sin, a sin + b cos)}, in the size of {@code first}; single in xmm.
   */
  private void rotate(Vec first, Mem left, Mem right, Mem cosine, Mem sine) {
    VectorOp load = first.bytes() == 16 ? VMOVSS : VMOVUPS;
    VectorOp store = first.bytes() == 16 ? VMOVSS_STORE : VMOVUPS_STORE;
    Vec[] v = new Vec[6];
    for (int i = 0; i < v.length; i++) {
      v[i] = new Vec(i, first.bytes());
    }
    a.op(load, v[0], left);
    a.op(load, v[1], right);
    a.op(load, v[2], cosine);
    a.op(load, v[3], sine);
    a.op(VMULPS, v[4], v[1], v[3]);
    a.op(VMULPS, v[5], v[0], v[2]);
    a.op(VSUBPS, v[5], v[5], v[4]);
    a.store(store, left, v[5]);
    a.op(VMULPS, v[0], v[0], v[3]);
    a.op(VMULPS, v[1], v[1], v[2]);
    a.op(VADDPS, v[0], v[0], v[1]);
    a.store(store, right, v[0]);
  }

  private Vec vec(int number) {
    return new Vec(number, width);
  }
}
