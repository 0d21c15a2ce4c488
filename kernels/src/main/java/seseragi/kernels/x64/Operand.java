package seseragi.kernels.x64;

/** What an instruction works on: a register or memory. */
sealed interface Operand {
  /** General-purpose register, 64 bits; the number is that of the encoding. */
  enum Gpr implements Operand {
    RAX(0),
    RCX(1),
    RDX(2),
    RBX(3),
    RSP(4),
    RBP(5),
    RSI(6),
    RDI(7),
    R8(8),
    R9(9),
    R10(10),
    R11(11),
    R12(12),
    R13(13),
    R14(14),
    R15(15);

    final int number;

    Gpr(int number) {
      this.number = number;
    }
  }

  /**
   * Vector register.
   *
   * @param number 0 to 31; above 15 only with AVX-512
   * @param bytes 16 (xmm), 32 (ymm) or 64 (zmm)
   */
  record Vec(int number, int bytes) implements Operand {
    public Vec {
      if (number < 0 || number > 31 || (bytes != 16 && bytes != 32 && bytes != 64)) {
        throw new IllegalArgumentException(
            "no vector register %d of %d bytes".formatted(number, bytes));
      }
    }

    static Vec xmm(int number) {
      return new Vec(number, 16);
    }

    static Vec ymm(int number) {
      return new Vec(number, 32);
    }

    static Vec zmm(int number) {
      return new Vec(number, 64);
    }

    /** The low part of the same register. */
    Vec as(int newBytes) {
      return new Vec(number, newBytes);
    }
  }

  /**
   * Memory at {@code base + index * scale + displacement}.
   *
   * @param scale 1, 2, 4 or 8; 0 when there is no index
   * @param broadcast one 32-bit element is read and repeated in all lanes (EVEX only)
   */
  record Mem(Gpr base, Gpr index, int scale, int displacement, boolean broadcast)
      implements Operand {
    public Mem {
      if (scale != 0 && (index == Gpr.RSP || scale > 8 || Integer.bitCount(scale) != 1)) {
        throw new IllegalArgumentException("no address with index %s * %d".formatted(index, scale));
      }
    }

    /** {@code [base + displacement]}. */
    static Mem at(Gpr base, int displacement) {
      return new Mem(base, base, 0, displacement, false);
    }

    /** {@code [base + index * scale + displacement]}. */
    static Mem at(Gpr base, Gpr index, int scale, int displacement) {
      return new Mem(base, index, scale, displacement, false);
    }

    /** The same address, one element of which fills all lanes. */
    Mem repeated() {
      return new Mem(base, index, scale, displacement, true);
    }

    boolean indexed() {
      return scale != 0;
    }
  }
}
