package seseragi.kernels.tensor;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/**
 * A tensor as a file holds it: a name, a type, a shape and exactly the bytes that these imply.
 *
 * @param name unique within its file
 * @param type how the numbers are stored
 * @param dimensions in GGUF order: columns (contiguous) first, then rows, then slices; each at
 *     least 1
 * @param data read-only little-endian bytes; lives as long as the file it was mapped from
 */
public record Tensor(String name, QuantType type, List<Long> dimensions, MemorySegment data) {
  /** GGUF allows no more dimensions than this. */
  public static final int MAX_DIMENSIONS = 4;

  public Tensor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    dimensions = List.copyOf(dimensions);
    if (dimensions.isEmpty() || dimensions.size() > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "tensor '%s' has %d dimensions, 1 to %d are possible"
              .formatted(name, dimensions.size(), MAX_DIMENSIONS));
    }
    long count = 1;
    for (long dimension : dimensions) {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            "tensor '%s' has a dimension of %d".formatted(name, dimension));
      }
      count = Math.multiplyExact(count, dimension);
    }
    if (dimensions.getFirst() % type.blockSize() != 0 || data.byteSize() != type.bytes(count)) {
      throw new IllegalArgumentException(
          "tensor '%s' of type %s and shape %s does not fit %d bytes"
              .formatted(name, type, dimensions, data.byteSize()));
    }
  }

  /** Numbers in a row: the contiguous dimension, the inputs of a matrix product. */
  public long columns() {
    return dimensions.getFirst();
  }

  /** Product of all dimensions but the first: the outputs of a matrix product. */
  public long rows() {
    return count() / columns();
  }

  /** Numbers in all. */
  public long count() {
    long count = 1;
    for (long dimension : dimensions) {
      count *= dimension;
    }
    return count;
  }
}
