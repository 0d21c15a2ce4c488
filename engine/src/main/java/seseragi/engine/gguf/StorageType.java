package seseragi.engine.gguf;

import java.util.Map;
import java.util.Optional;
import seseragi.kernels.tensor.QuantType;

/**
 * How a file stores the numbers of a tensor, be it one of those that can be computed with or not.
 *
 * @param name as other programs write it; {@code type 1000} for what nobody knows
 * @param blockSize numbers in a block; 0 if that is not known
 * @param blockBytes bytes of a block
 * @param quantType the same, if it can be computed with
 */
record StorageType(String name, int blockSize, int blockBytes, Optional<QuantType> quantType) {
  /** The type table of the GGUF specification, as far as it goes beyond {@code QuantType}. */
  private static final Map<Long, StorageType> OTHERS =
      Map.ofEntries(
          other(4, "Q4_2 (removed from the format in 2023)", 0, 0),
          other(5, "Q4_3 (removed from the format in 2023)", 0, 0),
          other(9, "Q8_1", 32, 36),
          other(10, "Q2_K", 256, 84),
          other(11, "Q3_K", 256, 110),
          other(15, "Q8_K", 256, 292),
          other(16, "IQ2_XXS", 256, 66),
          other(17, "IQ2_XS", 256, 74),
          other(18, "IQ3_XXS", 256, 98),
          other(19, "IQ1_S", 256, 50),
          other(21, "IQ3_S", 256, 110),
          other(22, "IQ2_S", 256, 82),
          other(23, "IQ4_XS", 256, 136),
          other(24, "I8", 1, 1),
          other(25, "I16", 1, 2),
          other(26, "I32", 1, 4),
          other(27, "I64", 1, 8),
          other(28, "F64", 1, 8),
          other(29, "IQ1_M", 256, 56),
          other(31, "Q4_0_4_4 (removed: use Q4_0)", 0, 0),
          other(32, "Q4_0_4_8 (removed: use Q4_0)", 0, 0),
          other(33, "Q4_0_8_8 (removed: use Q4_0)", 0, 0),
          other(34, "TQ1_0", 256, 54),
          other(35, "TQ2_0", 256, 66),
          other(39, "MXFP4", 32, 17));

  private static Map.Entry<Long, StorageType> other(long id, String name, int size, int bytes) {
    return Map.entry(id, new StorageType(name, size, bytes, Optional.empty()));
  }

  /** The type with this identifier. */
  static StorageType of(long id) {
    return QuantType.ofId(id)
        .map(
            type ->
                new StorageType(
                    type.name(), type.blockSize(), type.blockBytes(), Optional.of(type)))
        .or(() -> Optional.ofNullable(OTHERS.get(id)))
        .orElseGet(() -> new StorageType("type " + id, 0, 0, Optional.empty()));
  }

  static boolean isKnown(long id) {
    return QuantType.ofId(id).isPresent() || OTHERS.containsKey(id);
  }

  /** Whether it is known how many bytes numbers take. */
  boolean sized() {
    return blockSize > 0;
  }

  /**
   * Bytes of so many numbers, whole blocks of them.
   *
   * @throws ArithmeticException if the result exceeds a long
   */
  long bytes(long count) {
    return sized() ? Math.multiplyExact(count / blockSize, (long) blockBytes) : 0;
  }
}
