package seseragi.kernels.tensor;

import java.util.Optional;

/**
 * How the numbers of a tensor are stored: in blocks of {@link #blockSize()} numbers that take
 * {@link #blockBytes()} bytes each.
 *
 * <p>Identifiers and layouts are those of the GGUF format (the GGML type table of the GGUF
 * specification).
 */
public enum QuantType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  IQ4_NL(20, 32, 18),
  BF16(30, 1, 2);

  private final int id;
  private final int blockSize;
  private final int blockBytes;

  QuantType(int id, int blockSize, int blockBytes) {
    this.id = id;
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
  }

  /** The type with this GGUF identifier, or empty when it is unknown or not supported. */
  public static Optional<QuantType> ofId(long id) {
    for (QuantType type : values()) {
      if (type.id == id) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Identifier in a GGUF file. */
  public int id() {
    return id;
  }

  /** Numbers in one block; the columns of a tensor of this type are a multiple of it. */
  public int blockSize() {
    return blockSize;
  }

  /** Bytes of one block. */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * Bytes of {@code count} consecutive numbers.
   *
   * @throws IllegalArgumentException if {@code count} is negative or not whole blocks
   * @throws ArithmeticException if the result exceeds a long
   */
  public long bytes(long count) {
    if (count < 0 || count % blockSize != 0) {
      throw new IllegalArgumentException(
          "%d numbers are not whole blocks of %d (%s)".formatted(count, blockSize, this));
    }
    return Math.multiplyExact(count / blockSize, (long) blockBytes);
  }
}
