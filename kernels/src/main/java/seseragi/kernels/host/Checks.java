package seseragi.kernels.host;

import java.util.List;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.KvShape;
import seseragi.kernels.tensor.Tensor;

/**
 * Preconditions of the operations. Each throws {@link IllegalArgumentException} that names the
 * operation and the numbers that do not fit; none allocates when all is well.
 */
final class Checks {
  private Checks() {}

  static void rows(String operation, int rows, HostMatrix matrix, String name) {
    if (rows < 0 || rows > matrix.rows()) {
      throw fault(operation, "%d rows of %s, which has %d", rows, name, matrix.rows());
    }
  }

  static void columns(String operation, HostMatrix matrix, String name, int expected) {
    if (matrix.columns() != expected) {
      throw fault(operation, "%s has %d columns, not %d", name, matrix.columns(), expected);
    }
  }

  static void multiple(String operation, int number, String name, int divisor) {
    if (divisor < 1 || number % divisor != 0) {
      throw fault(operation, "%d %s are not a multiple of %d", number, name, divisor);
    }
  }

  static void indices(String operation, int[] indices, int count, int limit) {
    if (count > indices.length) {
      throw fault(operation, "%d rows, but only %d indices", count, indices.length);
    }
    for (int i = 0; i < count; i++) {
      if (indices[i] < 0 || indices[i] >= limit) {
        throw fault(operation, "index %d of row %d is not in 0 to %d", indices[i], i, limit - 1);
      }
    }
  }

  static void disjoint(String operation, HostMatrix input, HostMatrix output) {
    if (input.overlaps(output)) {
      throw fault(operation, "input and output share columns");
    }
  }

  static void sameOrDisjoint(String operation, HostMatrix input, HostMatrix output) {
    if (input.overlaps(output) && !input.same(output)) {
      throw fault(operation, "input and output share some columns, not all");
    }
  }

  static void layer(String operation, int layer, KvShape shape) {
    if (layer < 0 || layer >= shape.layers()) {
      throw fault(operation, "layer %d is not in 0 to %d", layer, shape.layers() - 1);
    }
  }

  static void attention(KvShape shape, HostMatrix queries, AttentionBatch batch, HostMatrix out) {
    rows("attention", batch.rows(), queries, "queries");
    rows("attention", batch.rows(), out, "out");
    int perHead = shape.heads() * shape.keySize();
    multiple("attention", queries.columns(), "query columns", perHead);
    int heads = queries.columns() / shape.keySize();
    columns("attention", out, "out", heads * shape.valueSize());
    disjoint("attention", queries, out);
    for (int s = 0; s < batch.sequences(); s++) {
      blocks(shape, batch, s);
    }
  }

  private static void blocks(KvShape shape, AttentionBatch batch, int sequence) {
    long end = (long) batch.firstPosition(sequence) + batch.rowCount(sequence);
    long needed = Math.ceilDiv(end, (long) shape.blockSize());
    if (needed > batch.blockCount(sequence)) {
      throw fault(
          "attention",
          "sequence %d has %d blocks, %d positions need %d",
          sequence,
          batch.blockCount(sequence),
          end,
          needed);
    }
    for (int i = 0; i < needed; i++) {
      int block = batch.block(sequence, i);
      if (block < 0 || block >= shape.blocks()) {
        throw fault(
            "attention",
            "block %d of sequence %d is not in 0 to %d",
            block,
            sequence,
            shape.blocks() - 1);
      }
    }
  }

  static void weights(List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw fault("weights", "no tensor was given");
    }
    long columns = parts.getFirst().columns();
    long rows = 0;
    for (Tensor part : parts) {
      if (part.columns() != columns) {
        throw fault(
            "weights",
            "tensor '%s' has %d columns, '%s' has %d",
            part.name(),
            part.columns(),
            parts.getFirst().name(),
            columns);
      }
      rows += part.rows();
    }
    if (rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE) {
      throw fault("weights", "%d x %d numbers are too many for one matrix", rows, columns);
    }
  }

  static void size(String operation, int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw fault(operation, "no %d x %d matrix is possible", rows, columns);
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
  static IllegalArgumentException fault(String operation, String format, Object... values) {
    return new IllegalArgumentException(operation + ": " + format.formatted(values));
  }
}
