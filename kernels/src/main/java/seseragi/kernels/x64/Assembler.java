package seseragi.kernels.x64;

import seseragi.kernels.x64.CodeBuffer.Label;
import seseragi.kernels.x64.Operand.Gpr;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/**
 * Writes x86-64 instructions: destination first, as in Intel's manuals. Instructions with vectors
 * use VEX where that can express them and EVEX where it cannot (64 bytes, registers above 15, a
 * repeated memory element).
 *
 * <p>Encodings follow the Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
 */
final class Assembler {
  private final CodeBuffer code = new CodeBuffer();
  private final boolean evexOnly;

  /**
   * @param evexOnly use EVEX for all vector instructions, for CPUs whose VEX form of an instruction
   *     is missing (AVX-512 VNNI without AVX-VNNI)
   */
  Assembler(boolean evexOnly) {
    this.evexOnly = evexOnly;
  }

  Label label() {
    return new Label();
  }

  void bind(Label label) {
    code.bind(label);
  }

  int size() {
    return code.size();
  }

  byte[] toBytes() {
    return code.toBytes();
  }

  // Integer instructions, 64 bits wide.

  void mov(Gpr to, Gpr from) {
    registerForm(0x89, from, to);
  }

  void mov(Gpr to, long value) {
    if (value == (int) value) {
      rex(true, 0, 0, to.number);
      code.u8(0xc7);
      code.u8(0xc0 | (to.number & 7));
      code.i32((int) value);
    } else {
      rex(true, 0, 0, to.number);
      code.u8(0xb8 | (to.number & 7));
      code.i64(value);
    }
  }

  void mov(Gpr to, Mem from) {
    memoryForm(0x8b, to.number, from);
  }

  void mov(Mem to, Gpr from) {
    memoryForm(0x89, from.number, to);
  }

  void lea(Gpr to, Mem address) {
    memoryForm(0x8d, to.number, address);
  }

  void add(Gpr to, Gpr from) {
    registerForm(0x01, from, to);
  }

  void sub(Gpr to, Gpr from) {
    registerForm(0x29, from, to);
  }

  void or(Gpr to, Gpr from) {
    registerForm(0x09, from, to);
  }

  void xor(Gpr to, Gpr from) {
    registerForm(0x31, from, to);
  }

  void cmp(Gpr left, Gpr right) {
    registerForm(0x39, right, left);
  }

  void test(Gpr left, Gpr right) {
    registerForm(0x85, right, left);
  }

  void add(Gpr to, int value) {
    immediateForm(0, to, value);
  }

  void and(Gpr to, int value) {
    immediateForm(4, to, value);
  }

  void sub(Gpr to, int value) {
    immediateForm(5, to, value);
  }

  void cmp(Gpr left, int value) {
    immediateForm(7, left, value);
  }

  void imul(Gpr to, Gpr from) {
    rex(true, to.number, 0, from.number);
    code.u8(0x0f);
    code.u8(0xaf);
    code.u8(0xc0 | ((to.number & 7) << 3) | (from.number & 7));
  }

  void shl(Gpr to, int bits) {
    rex(true, 0, 0, to.number);
    code.u8(0xc1);
    code.u8(0xe0 | (to.number & 7));
    code.u8(bits);
  }

  void push(Gpr register) {
    shortForm(0x50, register);
  }

  void pop(Gpr register) {
    shortForm(0x58, register);
  }

  void ret() {
    code.u8(0xc3);
  }

  void cpuid() {
    code.u8(0x0f);
    code.u8(0xa2);
  }

  void xgetbv() {
    code.u8(0x0f);
    code.u8(0x01);
    code.u8(0xd0);
  }

  void prefetcht0(Mem address) {
    prefetch(0x18, 1, address);
  }

  void prefetcht1(Mem address) {
    prefetch(0x18, 2, address);
  }

  /** For what will be written. */
  void prefetchw(Mem address) {
    prefetch(0x0d, 1, address);
  }

  void jmp(Label target) {
    code.u8(0xe9);
    code.distanceTo(target);
  }

  /** Jumps if the last comparison was equal, or the last result 0. */
  void je(Label target) {
    jcc(0x84, target);
  }

  void jne(Label target) {
    jcc(0x85, target);
  }

  /** Jumps if the first operand of the last comparison was smaller, as signed numbers. */
  void jl(Label target) {
    jcc(0x8c, target);
  }

  void jge(Label target) {
    jcc(0x8d, target);
  }

  void jg(Label target) {
    jcc(0x8f, target);
  }

  // Vector instructions.

  /** {@code to = op(from)}. */
  void op(VectorOp op, Vec to, Operand from) {
    vector(op, to, 0, from, to.bytes());
  }

  /** {@code to = op(left, right)}; for an accumulating instruction {@code to} is an input too. */
  void op(VectorOp op, Vec to, Vec left, Operand right) {
    vector(op, to, left.number(), right, to.bytes());
  }

  /** {@code memory = from} with one of the store instructions. */
  void store(VectorOp op, Mem to, Vec from) {
    vector(op, from, 0, to, from.bytes());
  }

  /** Shifts each 16-bit or 32-bit lane by a constant. */
  void shift(VectorShift shift, Vec to, Vec from, int bits) {
    boolean evex = evexOnly || to.bytes() == 64 || to.number() > 15 || from.number() > 15;
    if (evex) {
      evex(1, 1, 0, shift.extension, to.number(), 0, from.number(), to.bytes(), false);
    } else {
      vex(1, 1, 0, shift.extension, to.number(), 0, from.number(), to.bytes());
    }
    code.u8(shift.opcode);
    code.u8(0xc0 | shift.extension << 3 | (from.number() & 7));
    code.u8(bits);
  }

  /** {@code to} = the upper or lower half of {@code from}. */
  void extractHalf(Vec to, Vec from, int half) {
    if (from.bytes() == 64) {
      evex(3, 1, 1, from.number(), 0, 0, to.number(), 64, false);
      code.u8(0x1b); // VEXTRACTF64X4
    } else {
      vex(3, 1, 0, from.number(), 0, 0, to.number(), 32);
      code.u8(0x19); // VEXTRACTF128
    }
    code.u8(0xc0 | (from.number() & 7) << 3 | (to.number() & 7));
    code.u8(half);
  }

  /** Rounds to f16, to nearest even, and stores half as many bytes. */
  void vcvtps2ph(Mem to, Vec from) {
    if (evexOnly || from.bytes() == 64 || from.number() > 15) {
      evexMemory(3, 1, 0, from.number(), 0, to, from.bytes());
      code.u8(0x1d);
      modRmMemory(from.number(), to, from.bytes() / 2);
    } else {
      vexMemory(3, 1, 0, from.number(), 0, to, from.bytes());
      code.u8(0x1d);
      modRmMemory(from.number(), to, 1);
    }
    code.u8(0);
  }

  /**
   * Each bit of {@code to} is bit {@code 4 * (its own) + 2 * (left's) + (right's)} of {@code
   * table}.
   */
  void vpternlogd(Vec to, Vec left, Operand right, int table) {
    if (to.bytes() != 64) {
      throw new IllegalArgumentException("vpternlogd is for 64 bytes here");
    }
    op(VectorOp.VPTERNLOGD, to, left, right);
    code.u8(table);
  }

  /** Stores one of eight 16-bit lanes. */
  void vpextrw(Mem to, Vec from, int lane) {
    vexMemory(3, 1, 0, from.number(), 0, to, 16);
    code.u8(0x15);
    modRmMemory(from.number(), to, 1);
    code.u8(lane);
  }

  /** Clears the upper halves so that SSE code after us does not wait for them. */
  void vzeroupper() {
    code.u8(0xc5);
    code.u8(0xf8);
    code.u8(0x77);
  }

  private void vector(VectorOp op, Vec reg, int second, Operand rm, int bytes) {
    boolean evex = needsEvex(op, reg, second, rm, bytes);
    switch (rm) {
      case Vec v -> {
        if (evex) {
          evex(op.map, op.prefix, op.w, reg.number(), second, 0, v.number(), bytes, false);
        } else {
          vex(op.map, op.prefix, op.w, reg.number(), second, 0, v.number(), bytes);
        }
        code.u8(op.opcode);
        code.u8(0xc0 | (reg.number() & 7) << 3 | (v.number() & 7));
      }
      case Mem m -> {
        if (evex) {
          evexMemory(op.map, op.prefix, op.w, reg.number(), second, m, bytes);
        } else {
          vexMemory(op.map, op.prefix, op.w, reg.number(), second, m, bytes);
        }
        code.u8(op.opcode);
        modRmMemory(reg.number(), m, evex ? op.tuple.unit(bytes, m.broadcast()) : 1);
      }
      case Gpr g ->
          throw new IllegalArgumentException(op + " takes no general-purpose register, " + g);
    }
  }

  private boolean needsEvex(VectorOp op, Vec reg, int second, Operand rm, int bytes) {
    boolean repeated = rm instanceof Mem m && m.broadcast();
    boolean high = reg.number() > 15 || second > 15 || (rm instanceof Vec v && v.number() > 15);
    boolean vexOnly = op.tuple == VectorOp.Tuple.VEX_ONLY;
    if (vexOnly && (bytes == 64 || repeated || high)) {
      throw new IllegalArgumentException(op + " has no EVEX form");
    }
    return !vexOnly && (evexOnly || bytes == 64 || repeated || high);
  }

  // Prefixes and addresses. Register numbers are split: the low three bits go into ModRM or SIB,
  // the
  // others, mostly inverted, into the prefix.

  private void vexMemory(int map, int prefix, int w, int reg, int second, Mem m, int bytes) {
    int index = m.indexed() ? m.index().number : 0;
    vex(map, prefix, w, reg, second, index, m.base().number, bytes);
  }

  private void vex(int map, int prefix, int w, int reg, int second, int index, int rm, int bytes) {
    int vvvvLpp = ((~second & 15) << 3) | (bytes == 32 ? 4 : 0) | prefix;
    if (map == 1 && w == 0 && index < 8 && rm < 8) {
      code.u8(0xc5);
      code.u8(((~reg & 8) << 4) | vvvvLpp);
      return;
    }
    code.u8(0xc4);
    code.u8(((~reg & 8) << 4) | ((~index & 8) << 3) | ((~rm & 8) << 2) | map);
    code.u8((w << 7) | vvvvLpp);
  }

  private void evexMemory(int map, int prefix, int w, int reg, int second, Mem m, int bytes) {
    int index = m.indexed() ? m.index().number : 0;
    evex(map, prefix, w, reg, second, index, m.base().number, bytes, m.broadcast());
  }

  private void evex(
      int map,
      int prefix,
      int w,
      int reg,
      int second,
      int index,
      int rm,
      int bytes,
      boolean broadcast) {
    int x = rm > 15 ? 0 : (~index & 8) >> 3; // a register above 15 borrows the index bit
    code.u8(0x62);
    code.u8(((~reg & 8) << 4) | (x << 6) | ((~rm & 8) << 2) | (~reg & 16) | map);
    code.u8((w << 7) | ((~second & 15) << 3) | 4 | prefix);
    int length = bytes == 64 ? 2 : bytes == 32 ? 1 : 0;
    code.u8((length << 5) | (broadcast ? 16 : 0) | ((~second & 16) >> 1));
  }

  private void rex(boolean wide, int reg, int index, int rm) {
    int bits = (wide ? 8 : 0) | ((reg & 8) >> 1) | ((index & 8) >> 2) | ((rm & 8) >> 3);
    if (bits != 0) {
      code.u8(0x40 | bits);
    }
  }

  private void registerForm(int opcode, Gpr reg, Gpr rm) {
    rex(true, reg.number, 0, rm.number);
    code.u8(opcode);
    code.u8(0xc0 | ((reg.number & 7) << 3) | (rm.number & 7));
  }

  private void memoryForm(int opcode, int reg, Mem m) {
    rex(true, reg, m.indexed() ? m.index().number : 0, m.base().number);
    code.u8(opcode);
    modRmMemory(reg, m, 1);
  }

  private void immediateForm(int extension, Gpr to, int value) {
    rex(true, 0, 0, to.number);
    boolean small = value == (byte) value;
    code.u8(small ? 0x83 : 0x81);
    code.u8(0xc0 | (extension << 3) | (to.number & 7));
    if (small) {
      code.u8(value);
    } else {
      code.i32(value);
    }
  }

  private void shortForm(int opcode, Gpr register) {
    if (register.number > 7) {
      code.u8(0x41);
    }
    code.u8(opcode | (register.number & 7));
  }

  private void prefetch(int opcode, int hint, Mem address) {
    int index = address.indexed() ? address.index().number : 0;
    rex(false, 0, index, address.base().number);
    code.u8(0x0f);
    code.u8(opcode);
    modRmMemory(hint, address, 1);
  }

  private void jcc(int opcode, Label target) {
    code.u8(0x0f);
    code.u8(opcode);
    code.distanceTo(target);
  }

  /**
   * ModRM, SIB and displacement of an address.
   *
   * @param unit bytes that one unit of an 8-bit displacement counts
   */
  private void modRmMemory(int reg, Mem m, int unit) {
    int base = m.base().number & 7;
    int displacement = m.displacement();
    boolean none = displacement == 0 && base != 5; // [rbp] and [r13] have no form without one
    boolean small = displacement % unit == 0 && displacement / unit == (byte) (displacement / unit);
    int mode = none ? 0 : small ? 0x40 : 0x80;
    boolean sib = m.indexed() || base == 4; // [rsp] and [r12] need a SIB byte
    code.u8(mode | ((reg & 7) << 3) | (sib ? 4 : base));
    if (sib) {
      int index = m.indexed() ? m.index().number & 7 : 4;
      int scale = m.indexed() ? Integer.numberOfTrailingZeros(m.scale()) : 0;
      code.u8((scale << 6) | (index << 3) | base);
    }
    if (!none && small) {
      code.u8(displacement / unit);
    } else if (!none) {
      code.i32(displacement);
    }
  }
}
