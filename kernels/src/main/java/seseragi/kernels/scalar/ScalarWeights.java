package seseragi.kernels.scalar;

import java.util.List;
import seseragi.kernels.host.HostWeights;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/** The tensors as they lie in their file, stacked. */
final class ScalarWeights extends HostWeights {
  private final List<Tensor> parts;

  ScalarWeights(List<Tensor> parts) {
    super(
        (int) parts.stream().mapToLong(Tensor::rows).sum(),
        (int) parts.getFirst().columns(),
        parts.stream().mapToLong(part -> part.data().byteSize()).sum());
    this.parts = parts;
  }

  /** Writes one row as f32 numbers. */
  void row(int row, float[] out) {
    long index = row;
    for (Tensor part : parts) {
      if (index < part.rows()) {
        QuantType type = part.type();
        Dequantizer.dequantize(type, part.data(), index * type.bytes(columns()), out);
        return;
      }
      index -= part.rows();
    }
    throw new IndexOutOfBoundsException("row %d of %d".formatted(row, rows()));
  }
}
