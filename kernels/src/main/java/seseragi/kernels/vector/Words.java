package seseragi.kernels.vector;

/** What fills a word of 32 bits; the first column is in the lowest bits. */
enum Words {
  /** Integers with a scale. */
  SIGNED_8(8),
  /** Integers with a scale. */
  SIGNED_4(4),
  /** Integers with a scale and an offset. */
  UNSIGNED_4(4),
  /** The upper halves of f32 numbers. */
  UPPER_16(16);

  private final int bits;

  Words(int bits) {
    this.bits = bits;
  }

  /** Bits of a column. */
  int bits() {
    return bits;
  }
}
