package seseragi.engine.gguf;

import java.util.List;
import java.util.OptionalLong;

/**
 * A tensor as the header of a file describes it.
 *
 * @param start offset of the description in the file
 * @param offset of the numbers, counted from the start of the data
 * @param bytes of the numbers; 0 if the type does not tell
 */
record TensorEntry(
    String name, StorageType type, List<Long> dimensions, long start, long offset, long bytes) {

  /** End of the numbers, counted from the start of the data. */
  long end() {
    return offset + bytes;
  }

  TensorInfo info() {
    return new TensorInfo(
        name,
        type.name(),
        dimensions,
        type.sized() ? OptionalLong.of(bytes) : OptionalLong.empty(),
        type.quantType().isPresent());
  }
}
