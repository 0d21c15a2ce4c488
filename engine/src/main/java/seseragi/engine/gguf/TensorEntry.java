package seseragi.engine.gguf;

import java.util.List;
import seseragi.kernels.tensor.QuantType;

/**
 * A tensor as the header of a file describes it.
 *
 * @param start offset of the description in the file
 * @param offset of the numbers, counted from the start of the data
 * @param bytes of the numbers
 */
record TensorEntry(
    String name, QuantType type, List<Long> dimensions, long start, long offset, long bytes) {

  /** End of the numbers, counted from the start of the data. */
  long end() {
    return offset + bytes;
  }
}
