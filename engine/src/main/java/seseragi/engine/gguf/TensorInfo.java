package seseragi.engine.gguf;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a file says of a tensor.
 *
 * @param type name of the type, as other programs write it
 * @param dimensions the fastest first
 * @param bytes that the numbers take; empty if nothing is known of the type
 * @param supported whether the type can be computed with
 */
public record TensorInfo(
    String name, String type, List<Long> dimensions, OptionalLong bytes, boolean supported) {
  public TensorInfo {
    dimensions = List.copyOf(dimensions);
  }

  /** Numbers in the tensor. */
  public long count() {
    return dimensions.stream().reduce(1L, (a, b) -> a * b);
  }
}
