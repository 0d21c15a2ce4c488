package seseragi.engine.gguf;

import java.util.Map;
import java.util.Optional;

/** Names of the tensor types that other programs write, for error messages. */
final class GgmlTypes {
  /** The type table of the GGUF specification, as far as it goes beyond {@code QuantType}. */
  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          Map.entry(4L, "Q4_2 (removed from the format in 2023)"),
          Map.entry(5L, "Q4_3 (removed from the format in 2023)"),
          Map.entry(9L, "Q8_1"),
          Map.entry(10L, "Q2_K"),
          Map.entry(11L, "Q3_K"),
          Map.entry(15L, "Q8_K"),
          Map.entry(16L, "IQ2_XXS"),
          Map.entry(17L, "IQ2_XS"),
          Map.entry(18L, "IQ3_XXS"),
          Map.entry(19L, "IQ1_S"),
          Map.entry(21L, "IQ3_S"),
          Map.entry(22L, "IQ2_S"),
          Map.entry(23L, "IQ4_XS"),
          Map.entry(24L, "I8"),
          Map.entry(25L, "I16"),
          Map.entry(26L, "I32"),
          Map.entry(27L, "I64"),
          Map.entry(28L, "F64"),
          Map.entry(29L, "IQ1_M"),
          Map.entry(31L, "Q4_0_4_4 (removed: use Q4_0)"),
          Map.entry(32L, "Q4_0_4_8 (removed: use Q4_0)"),
          Map.entry(33L, "Q4_0_8_8 (removed: use Q4_0)"),
          Map.entry(34L, "TQ1_0"),
          Map.entry(35L, "TQ2_0"),
          Map.entry(39L, "MXFP4"));

  private GgmlTypes() {}

  static Optional<String> name(long id) {
    return Optional.ofNullable(NAMES.get(id));
  }
}
