package seseragi.engine.gguf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/** Reads the descriptions of the tensors of a file and checks each by itself. */
final class TensorScanner {
  /** Most bytes of a name; GGML keeps names in 64 bytes with a zero at the end. */
  private static final int MAX_NAME_BYTES = 63;

  /** Most tensors; known files have up to 2,000. */
  private static final int MAX_TENSORS = 1 << 17;

  /** Smallest entry: name, number of dimensions, one dimension, type, offset. */
  private static final int MIN_ENTRY_BYTES = 8 + 1 + 4 + 8 + 4 + 8;

  private final Cursor cursor;
  private final boolean anyType;

  /**
   * @param anyType whether types that cannot be computed with are let through
   */
  TensorScanner(Cursor cursor, boolean anyType) {
    this.cursor = cursor;
    this.anyType = anyType;
  }

  /** A count that is known to fit the bytes left; see {@link #scan}. */
  long tensorCount() {
    long start = cursor.position();
    long count = cursor.count("number of tensors", MIN_ENTRY_BYTES);
    if (count > MAX_TENSORS) {
      throw cursor.refuse(
          start, "%d tensors, at most %d are allowed".formatted(count, MAX_TENSORS));
    }
    return count;
  }

  List<TensorEntry> scan(long count, long alignment) {
    List<TensorEntry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long i = 0; i < count; i++) {
      TensorEntry entry = entry(i, alignment);
      if (!names.add(entry.name())) {
        throw cursor.refuse(
            entry.start(), "the tensor occurs twice. The file is damaged: convert it again.");
      }
      entries.add(entry);
    }
    cursor.reading("");
    return entries;
  }

  private TensorEntry entry(long index, long alignment) {
    cursor.reading("");
    long start = cursor.position();
    String name = cursor.name("name of tensor " + index, MAX_NAME_BYTES);
    cursor.reading(name);
    if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
      throw cursor.refuse(start, "the name of a tensor must not look like a path");
    }
    List<Long> dimensions = dimensions();
    StorageType type = type();
    long bytes = bytes(type, dimensions, start);
    long offset = offset(alignment, bytes);
    return new TensorEntry(name, type, dimensions, start, offset, bytes);
  }

  private List<Long> dimensions() {
    long start = cursor.position();
    long count = cursor.u32("the number of dimensions");
    if (count < 1 || count > Tensor.MAX_DIMENSIONS) {
      throw cursor.refuse(
          start, "%d dimensions, 1 to %d are possible".formatted(count, Tensor.MAX_DIMENSIONS));
    }
    Long[] dimensions = new Long[(int) count];
    for (int i = 0; i < count; i++) {
      long at = cursor.position();
      dimensions[i] = cursor.u64("a dimension");
      if (dimensions[i] < 1) {
        throw cursor.refuse(
            at,
            "dimension %d is %s, at least 1 is needed"
                .formatted(i, Long.toUnsignedString(dimensions[i])));
      }
    }
    return List.copyOf(Arrays.asList(dimensions));
  }

  private StorageType type() {
    long start = cursor.position();
    long id = cursor.u32("the type of the tensor");
    StorageType type = StorageType.of(id);
    if (type.quantType().isEmpty() && !anyType) {
      throw cursor.refuse(start, unsupported(type, id));
    }
    return type;
  }

  private static String unsupported(StorageType type, long id) {
    String supported =
        Arrays.stream(QuantType.values()).map(QuantType::name).collect(Collectors.joining(", "));
    String found =
        StorageType.isKnown(id)
            ? "tensor type %s is not supported yet".formatted(type.name())
            : "tensor type %d is unknown".formatted(id);
    return found + ". Choose a file whose tensors are of the types %s.".formatted(supported);
  }

  private long bytes(StorageType type, List<Long> dimensions, long start) {
    if (type.sized() && dimensions.getFirst() % type.blockSize() != 0) {
      throw cursor.refuse(
          start,
          "rows of %d numbers are not whole blocks of %d, as %s needs"
              .formatted(dimensions.getFirst(), type.blockSize(), type.name()));
    }
    try {
      return type.bytes(dimensions.stream().reduce(1L, Math::multiplyExact));
    } catch (ArithmeticException e) {
      throw cursor.refuse(start, "the shape %s is too large".formatted(dimensions));
    }
  }

  private long offset(long alignment, long bytes) {
    long start = cursor.position();
    long offset = cursor.u64("the offset of the data");
    if (offset < 0 || offset > Long.MAX_VALUE - bytes || offset % alignment != 0) {
      throw cursor.refuse(
          start,
          "the offset %s of the data is no possible multiple of the alignment %d"
              .formatted(Long.toUnsignedString(offset), alignment));
    }
    return offset;
  }
}
