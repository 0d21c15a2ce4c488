package seseragi.kernels;

/** How keys and values are stored in the KV cache. */
public enum KvType {
  F16(1, 2),
  F32(1, 4),
  /** Blocks of 32 numbers: an f16 step, and of each number how many steps it is, in 8 bits. */
  Q8_0(32, 34);

  private final int blockSize;
  private final int blockBytes;

  KvType(int blockSize, int blockBytes) {
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
  }

  /** Numbers that are stored together; the size of a key and of a value is a multiple of it. */
  public int blockSize() {
    return blockSize;
  }

  /** Bytes of one key or value of so many numbers, a multiple of {@link #blockSize()}. */
  public int bytes(int numbers) {
    return numbers / blockSize * blockBytes;
  }
}
