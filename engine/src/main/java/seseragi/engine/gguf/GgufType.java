package seseragi.engine.gguf;

import java.util.Locale;
import java.util.Optional;

/**
 * Type of a metadata value.
 *
 * <p>Identifiers and widths are those of {@code gguf_metadata_value_type} in the GGUF
 * specification.
 */
public enum GgufType {
  UINT8(0, 1),
  INT8(1, 1),
  UINT16(2, 2),
  INT16(3, 2),
  UINT32(4, 4),
  INT32(5, 4),
  FLOAT32(6, 4),
  BOOL(7, 1),
  /** A length of 8 bytes, then so many bytes, usually UTF-8. */
  STRING(8, 8),
  /** A type of 4 bytes, a count of 8 bytes, then so many values. */
  ARRAY(9, 12),
  UINT64(10, 8),
  INT64(11, 8),
  FLOAT64(12, 8);

  private final int id;
  private final int minimumBytes;

  GgufType(int id, int minimumBytes) {
    this.id = id;
    this.minimumBytes = minimumBytes;
  }

  /** The type with this identifier, or empty. */
  static Optional<GgufType> ofId(long id) {
    for (GgufType type : values()) {
      if (type.id == id) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Identifier in a file. */
  int id() {
    return id;
  }

  /** Fewest bytes that a value takes; all of them, if it is neither string nor array. */
  int minimumBytes() {
    return minimumBytes;
  }

  /** Whether each value takes {@link #minimumBytes()}. */
  boolean isFixedSize() {
    return this != STRING && this != ARRAY;
  }

  boolean isInteger() {
    return isFixedSize() && this != BOOL && !isReal();
  }

  boolean isReal() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** Lower-case name, as in the specification. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
