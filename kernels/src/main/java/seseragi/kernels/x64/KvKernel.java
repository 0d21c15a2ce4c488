package seseragi.kernels.x64;

import static seseragi.kernels.x64.Operand.Gpr.R10;
import static seseragi.kernels.x64.Operand.Gpr.R8;
import static seseragi.kernels.x64.Operand.Gpr.R9;
import static seseragi.kernels.x64.Operand.Gpr.RAX;
import static seseragi.kernels.x64.Operand.Gpr.RCX;
import static seseragi.kernels.x64.Operand.Gpr.RDI;
import static seseragi.kernels.x64.Operand.Gpr.RDX;
import static seseragi.kernels.x64.Operand.Gpr.RSI;
import static seseragi.kernels.x64.Operand.Gpr.RSP;
import static seseragi.kernels.x64.Operand.Vec.xmm;
import static seseragi.kernels.x64.Operand.Vec.ymm;
import static seseragi.kernels.x64.VectorOp.VMOVUPS;

import seseragi.kernels.x64.CodeBuffer.Label;
import seseragi.kernels.x64.Operand.Mem;

/**
 * Assembles how the keys or values of a token go into the cache as f16, rounded to nearest even,
 * with AVX and F16C at every level. Each function is assembled by an instance of its own.
 *
 * <pre>
 * void store(x,  to,  headBytes, heads, steps, stride)   System V
 *            rdi rsi  rdx        rcx    r8     r9
 * </pre>
 *
 * <p>{@code x} is {@code [heads, steps * 8]}; number {@code i} of head {@code h} goes to {@code to
 * + h * headBytes + i * stride}.
 */
final class KvKernel {
  /** Numbers of a step. */
  static final int STEP = 8;

  private static final int BELOW_STACK = -16; // System V leaves us 128 bytes there

  private final Assembler a = new Assembler(false);

  /** Any stride: the numbers of a step go one by one. */
  byte[] scatter() {
    return overHeads(
        () -> {
          a.vcvtps2ph(Mem.at(RSP, BELOW_STACK), ymm(0));
          a.op(VMOVUPS, xmm(0), Mem.at(RSP, BELOW_STACK));
          for (int i = 0; i < STEP; i++) {
            a.vpextrw(Mem.at(RAX, 0), xmm(0), i);
            a.add(RAX, R9);
          }
        });
  }

  /** A stride of two bytes. */
  byte[] copy() {
    return overHeads(
        () -> {
          a.vcvtps2ph(Mem.at(RAX, 0), ymm(0));
          a.add(RAX, STEP * Short.BYTES);
        });
  }

  private byte[] overHeads(Runnable step) {
    Label head = a.label();
    Label next = a.label();
    a.bind(head);
    a.mov(RAX, RSI);
    a.mov(R10, R8);
    a.bind(next);
    a.op(VMOVUPS, ymm(0), Mem.at(RDI, 0));
    step.run();
    a.add(RDI, STEP * Float.BYTES);
    a.sub(R10, 1);
    a.jne(next);
    a.add(RSI, RDX);
    a.sub(RCX, 1);
    a.jne(head);
    a.vzeroupper();
    a.ret();
    return a.toBytes();
  }
}
