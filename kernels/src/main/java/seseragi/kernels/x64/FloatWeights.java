package seseragi.kernels.x64;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import seseragi.kernels.host.HostWeights;
import seseragi.kernels.host.Ranges;
import seseragi.kernels.memory.HostMemory;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/** One or more tensors of plain numbers, stacked, where they lie in their file. */
final class FloatWeights extends HostWeights {
  /**
   * One tensor.
   *
   * @param firstRow of the stack
   * @param data outside the heap, row after row
   */
  record Part(QuantType type, int firstRow, int rows, int columns, MemorySegment data) {
    long rowBytes() {
      return type.bytes(columns);
    }

    long address(int row) {
      return data.address() + row * rowBytes();
    }
  }

  private final List<Part> parts;
  private final Ranges ranges = new Ranges(); // of the rows of the parts

  private FloatWeights(int rows, int columns, List<Part> parts) {
    super(rows, columns, parts.stream().mapToLong(part -> part.data.byteSize()).sum());
    this.parts = List.copyOf(parts);
    parts.forEach(part -> ranges.add(part.rows()));
  }

  /** Whether the machine code knows all of these. */
  static boolean supports(List<Tensor> tensors) {
    return tensors.getFirst().columns() % FloatKernel.COLUMNS == 0
        && tensors.stream().allMatch(tensor -> FloatKernel.supports(tensor.type()));
  }

  /** The tensors as weights; what lies in the heap is copied to {@code memory}. */
  static FloatWeights of(List<Tensor> tensors, HostMemory memory) {
    List<Part> parts = new ArrayList<>();
    int columns = Math.toIntExact(tensors.getFirst().columns());
    int rows = 0;
    for (Tensor tensor : tensors) {
      int count = Math.toIntExact(tensor.rows());
      parts.add(new Part(tensor.type(), rows, count, columns, outsideTheHeap(tensor, memory)));
      rows += count;
    }
    return new FloatWeights(rows, columns, parts);
  }

  private static MemorySegment outsideTheHeap(Tensor tensor, HostMemory memory) {
    MemorySegment data = tensor.data();
    return data.isNative() ? data : memory.allocate(data.byteSize()).copyFrom(data);
  }

  List<Part> parts() {
    return parts;
  }

  /** The part that holds a row. */
  Part partOfRow(int row) {
    return parts.get(ranges.owner(row));
  }
}
