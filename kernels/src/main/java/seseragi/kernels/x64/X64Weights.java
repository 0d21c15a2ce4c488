package seseragi.kernels.x64;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import seseragi.kernels.host.HostWeights;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.memory.HostMemory;
import seseragi.kernels.tensor.Tensor;

/** Tiles of one or more tensors, stacked; a tile never spans two tensors. */
final class X64Weights extends HostWeights {
  /**
   * One tensor in tiles of {@link PackedFormat#ROWS} rows, which lie one after the other.
   *
   * @param firstRow of the stack
   * @param rows of the tensor; the last tile is filled up with zeros
   * @param blocks of 32 columns
   */
  record Part(PackedFormat format, int firstRow, int rows, int blocks, MemorySegment data) {
    int tiles() {
      return Math.ceilDiv(rows, PackedFormat.ROWS);
    }

    long tileBytes() {
      return format.tileBytes(blocks);
    }

    MemorySegment tile(int index) {
      return data.asSlice(index * tileBytes(), tileBytes());
    }
  }

  private final List<Part> parts;

  private X64Weights(int rows, int columns, List<Part> parts) {
    super(rows, columns, parts.stream().mapToLong(part -> part.data.byteSize()).sum());
    this.parts = List.copyOf(parts);
  }

  /** Whether the machine code knows all of these. */
  static boolean canPack(List<Tensor> tensors) {
    return tensors.stream().allMatch(tensor -> PackedFormat.of(tensor.type()).isPresent());
  }

  /** Brings tensors into the layout of the machine code, on all threads of the pool. */
  static X64Weights pack(List<Tensor> tensors, HostMemory memory, WorkerPool pool) {
    List<Part> parts = new ArrayList<>();
    int columns = (int) tensors.getFirst().columns();
    int rows = 0;
    for (Tensor tensor : tensors) {
      PackedFormat format = PackedFormat.of(tensor.type()).orElseThrow();
      int count = (int) tensor.rows();
      int blocks = columns / PackedFormat.BLOCK;
      long bytes = format.tileBytes(blocks) * Math.ceilDiv(count, PackedFormat.ROWS);
      Part part = new Part(format, rows, count, blocks, memory.allocate(bytes));
      pool.run(part.tiles(), (i, worker) -> new Packer(format, tensor).pack(i, part.tile(i)));
      parts.add(part);
      rows += count;
    }
    return new X64Weights(rows, columns, parts);
  }

  List<Part> parts() {
    return parts;
  }

  /** The part that holds a row. */
  Part partOfRow(int row) {
    int i = parts.size() - 1;
    while (parts.get(i).firstRow > row) {
      i--;
    }
    return parts.get(i);
  }
}
