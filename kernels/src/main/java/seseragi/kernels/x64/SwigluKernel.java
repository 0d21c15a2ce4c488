package seseragi.kernels.x64;

import static seseragi.kernels.x64.Operand.Gpr.R8;
import static seseragi.kernels.x64.Operand.Gpr.RCX;
import static seseragi.kernels.x64.Operand.Gpr.RDI;
import static seseragi.kernels.x64.Operand.Gpr.RDX;
import static seseragi.kernels.x64.Operand.Gpr.RSI;
import static seseragi.kernels.x64.VectorOp.VADDPS;
import static seseragi.kernels.x64.VectorOp.VDIVPS;
import static seseragi.kernels.x64.VectorOp.VMINPS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS_STORE;
import static seseragi.kernels.x64.VectorOp.VMULPS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import seseragi.kernels.x64.CodeBuffer.Label;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/**
 * Assembles {@code out = gate / (1 + e^-gate) * up} (Shazeer 2020), 64 bytes at a time.
 *
 * <pre>
 * void swiglu(gate, up,  out, steps, constants)   System V
 *             rdi   rsi  rdx  rcx    r8
 * </pre>
 */
final class SwigluKernel {
  /** Numbers of a step. */
  static final int STEP = 16;

  private static final int BYTES = STEP * Float.BYTES;

  // Constants, each filling 64 bytes; then those of the power.
  private static final int MINUS_LOG2_E = 0;
  private static final int LARGEST = 64; // exponent; its power is infinite, so that the result is 0
  private static final int ONE = 128;
  private static final int POWER = 192;
  static final int CONSTANT_BYTES = POWER + PowerOfTwo.CONSTANT_BYTES;

  private final int width; // bytes of a register
  private final Assembler a = new Assembler(false);

  /**
   * @param wide with AVX-512
   */
  SwigluKernel(boolean wide) {
    width = wide ? BYTES : BYTES / 2;
  }

  static byte[] constants() {
    ByteBuffer bytes = ByteBuffer.allocate(CONSTANT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    PowerOfTwo.fill(bytes, (float) (-1 / Math.log(2)));
    PowerOfTwo.fill(bytes, 128);
    PowerOfTwo.fill(bytes, 1);
    PowerOfTwo.constants(bytes);
    return bytes.array();
  }

  byte[] assemble() {
    PowerOfTwo power = new PowerOfTwo(a, R8, POWER, vec(15), vec(14));
    power.begin();
    a.op(VMOVUPS, vec(13), Mem.at(R8, MINUS_LOG2_E));
    a.op(VMOVUPS, vec(12), Mem.at(R8, LARGEST));
    a.op(VMOVUPS, vec(11), Mem.at(R8, ONE));
    Label next = a.label();
    a.bind(next);
    for (int at = 0; at < BYTES; at += width) {
      a.op(VMOVUPS, vec(4), Mem.at(RDI, at));
      a.op(VMULPS, vec(0), vec(4), vec(13));
      a.op(VMINPS, vec(0), vec(12), vec(0)); // NaN stays if it is the second operand
      power.of(vec(0), vec(1), vec(2), vec(3));
      a.op(VADDPS, vec(3), vec(3), vec(11));
      a.op(VDIVPS, vec(3), vec(4), vec(3));
      a.op(VMULPS, vec(3), vec(3), Mem.at(RSI, at));
      a.store(VMOVUPS_STORE, Mem.at(RDX, at), vec(3));
    }
    a.add(RDI, BYTES);
    a.add(RSI, BYTES);
    a.add(RDX, BYTES);
    a.sub(RCX, 1);
    a.jne(next);
    a.vzeroupper();
    a.ret();
    return a.toBytes();
  }

  private Vec vec(int number) {
    return new Vec(number, width);
  }
}
