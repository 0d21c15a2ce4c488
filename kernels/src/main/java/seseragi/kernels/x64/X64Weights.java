package seseragi.kernels.x64;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import seseragi.kernels.host.HostWeights;
import seseragi.kernels.host.Ranges;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.memory.FilePages;
import seseragi.kernels.memory.HostMemory;
import seseragi.kernels.tensor.Tensor;

/**
 * Tiles of one or more tensors, stacked; a tile never spans two tensors. They are either brought
 * into the layout of the machine code once, or each time that they are used.
 */
final class X64Weights extends HostWeights {
  private static final int TASKS_PER_THREAD = 8;

  /** One tensor in tiles of {@link PackedFormat#ROWS} rows, which lie one after the other. */
  static final class Part {
    private final PackedFormat format;
    private final int firstRow;
    private final Tensor tensor;
    private final int blocks;
    private final MemorySegment packed; // empty if the tiles are packed when they are used
    private final Packer[] packers; // [threads] for that; else empty

    private Part(
        PackedFormat format, int firstRow, Tensor tensor, MemorySegment packed, int packers) {
      this.format = format;
      this.firstRow = firstRow;
      this.tensor = tensor;
      this.blocks = Math.toIntExact(tensor.columns() / PackedFormat.BLOCK);
      this.packed = packed;
      this.packers = new Packer[packers];
      for (int i = 0; i < packers; i++) {
        this.packers[i] = new Packer(format, tensor);
      }
    }

    PackedFormat format() {
      return format;
    }

    /** Where the tensor begins in the stack. */
    int firstRow() {
      return firstRow;
    }

    /** Rows of the tensor; the last tile is filled up with zeros. */
    int rows() {
      return (int) tensor.rows();
    }

    /** Of 32 columns. */
    int blocks() {
      return blocks;
    }

    int tiles() {
      return Math.ceilDiv(rows(), PackedFormat.ROWS);
    }

    long tileBytes() {
      return format.tileBytes(blocks);
    }

    /** Whether the tiles are packed each time that they are used. */
    boolean inPlace() {
      return packers.length > 0;
    }

    /**
     * Packed tiles from {@code first} on, valid until the same worker asks again.
     *
     * @param scratch of the worker, at least {@link X64Weights#scratchBytes}
     */
    MemorySegment tiles(int first, int count, int worker, MemorySegment scratch) {
      long bytes = tileBytes();
      if (!inPlace()) {
        return packed.asSlice(first * bytes, count * bytes);
      }
      for (int i = 0; i < count; i++) {
        packers[worker].pack(first + i, scratch.asSlice(i * bytes, bytes));
      }
      return scratch;
    }
  }

  private final List<Part> parts;
  private final Ranges ranges = new Ranges(); // of the rows of the parts

  private X64Weights(int rows, int columns, List<Part> parts, long bytes) {
    super(rows, columns, bytes);
    this.parts = List.copyOf(parts);
    parts.forEach(part -> ranges.add(part.rows()));
  }

  /** Whether the machine code knows all of these. */
  static boolean canPack(List<Tensor> tensors) {
    return tensors.stream().allMatch(tensor -> PackedFormat.of(tensor.type()).isPresent());
  }

  /** Brings tensors into the layout of the machine code, on all threads of the pool. */
  static X64Weights pack(List<Tensor> tensors, HostMemory memory, WorkerPool pool) {
    List<Part> parts = new ArrayList<>();
    long bytes = 0;
    int rows = 0;
    for (Tensor tensor : tensors) {
      PackedFormat format = PackedFormat.of(tensor.type()).orElseThrow();
      long tileBytes = format.tileBytes(tensor.columns() / PackedFormat.BLOCK);
      int tiles = (int) Math.ceilDiv(tensor.rows(), PackedFormat.ROWS);
      MemorySegment packed = memory.allocate(tiles * tileBytes);
      int tasks = Math.min(tiles, pool.threads() * TASKS_PER_THREAD);
      pool.run(
          tasks,
          (i, worker) -> {
            Packer packer = new Packer(format, tensor);
            for (int tile = tiles * i / tasks; tile < tiles * (i + 1) / tasks; tile++) {
              packer.pack(tile, packed.asSlice(tile * tileBytes, tileBytes));
            }
          });
      FilePages.release(tensor.data());
      parts.add(new Part(format, rows, tensor, packed, 0));
      bytes += packed.byteSize();
      rows += (int) tensor.rows();
    }
    return new X64Weights(rows, columns(tensors), parts, bytes);
  }

  /** Leaves tensors as they are. */
  static X64Weights inPlace(List<Tensor> tensors, WorkerPool pool) {
    List<Part> parts = new ArrayList<>();
    long bytes = 0;
    int rows = 0;
    for (Tensor tensor : tensors) {
      PackedFormat format = PackedFormat.of(tensor.type()).orElseThrow();
      parts.add(new Part(format, rows, tensor, MemorySegment.NULL, pool.threads()));
      bytes += tensor.data().byteSize();
      rows += (int) tensor.rows();
    }
    return new X64Weights(rows, columns(tensors), parts, bytes);
  }

  private static int columns(List<Tensor> tensors) {
    return (int) tensors.getFirst().columns();
  }

  List<Part> parts() {
    return parts;
  }

  /** Whether the tiles are packed each time that they are used. */
  boolean inPlace() {
    return parts.getFirst().inPlace();
  }

  /** Bytes that {@link Part#tiles} needs for {@code tiles} tiles of any part; 0 if nothing. */
  long scratchBytes(int tiles) {
    long most = 0;
    for (Part part : parts) {
      if (part.inPlace()) {
        most = Math.max(most, tiles * part.tileBytes());
      }
    }
    return most;
  }

  /** The part that holds a row. */
  Part partOfRow(int row) {
    return parts.get(ranges.owner(row));
  }
}
