package seseragi.kernels.vector;

/** Integers that fill a word, the first in its lowest bits. */
enum Quants {
  SIGNED_8(8, true),
  SIGNED_4(4, true),
  UNSIGNED_4(4, false);

  private final int bits;
  private final boolean signed;

  Quants(int bits, boolean signed) {
    this.bits = bits;
    this.signed = signed;
  }

  int bits() {
    return bits;
  }

  boolean signed() {
    return signed;
  }
}
