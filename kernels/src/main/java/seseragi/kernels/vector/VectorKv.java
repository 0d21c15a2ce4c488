package seseragi.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import seseragi.kernels.KvShape;
import seseragi.kernels.host.HostKv;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.host.KvBlock;
import seseragi.kernels.host.WorkerPool;

/**
 * For each layer keys {@code [blocks, heads, keySize, blockSize]}, so that a register filled from
 * them has a position in each lane, and values {@code [blocks, heads, blockSize, valueSize]}.
 *
 * <p>Where 32 numbers have a step, it comes before them: of keys {@code [blocks, heads, keySize /
 * 32]} times {@code [blockSize]} steps and {@code [32, blockSize]} bytes, of values {@code [blocks,
 * heads, blockSize, valueSize / 32]} times one step and 32 bytes.
 */
public final class VectorKv extends HostKv {
  private final MemorySegment[] keys; // [layers]
  private final MemorySegment[] values; // [layers]
  private final int keyBytes; // of a position
  private final int valueBytes;

  VectorKv(KvShape shape, WorkerPool pool) {
    super(shape);
    keys = new MemorySegment[shape.layers()];
    values = new MemorySegment[shape.layers()];
    keyBytes = shape.type().bytes(shape.keySize());
    valueBytes = shape.type().bytes(shape.valueSize());
    long vectors = (long) shape.slots() * shape.heads();
    pool.run( // a layer each: so the threads fault in and clear the memory together
        shape.layers(),
        (layer, worker) -> {
          keys[layer] = memory().allocate(vectors * keyBytes);
          values[layer] = memory().allocate(vectors * valueBytes);
        });
  }

  /** The keys of a layer. */
  public MemorySegment keys(int layer) {
    return keys[layer];
  }

  /** The values of a layer. */
  public MemorySegment values(int layer) {
    return values[layer];
  }

  /** Offset in bytes of the keys of a block and head: {@code [keySize, blockSize]}. */
  public long keyOffset(int block, int head) {
    return vectors(block, head) * keyBytes;
  }

  /** Offset in bytes of the values of a block and head: {@code [blockSize, valueSize]}. */
  public long valueOffset(int block, int head) {
    return vectors(block, head) * valueBytes;
  }

  private long vectors(int block, int head) {
    return ((long) block * shape().heads() + head) * shape().blockSize();
  }

  /** Bytes of the value of a position. */
  public int valueBytes() {
    return valueBytes;
  }

  /** Stores the keys and values of one token. */
  void store(int layer, HostMatrix keyRows, HostMatrix valueRows, int row, int slot) {
    KvShape shape = shape();
    int block = slot / shape.blockSize();
    int within = slot % shape.blockSize();
    for (int head = 0; head < shape.heads(); head++) {
      scatter(
          keyRows.data(),
          keyRows.offset(row) + (long) head * shape.keySize() * Float.BYTES,
          keys[layer],
          keyOffset(block, head),
          within,
          shape.blockSize(),
          shape.keySize());
      scatter(
          valueRows.data(),
          valueRows.offset(row) + (long) head * shape.valueSize() * Float.BYTES,
          values[layer],
          valueOffset(block, head) + (long) within * valueBytes,
          0,
          1,
          shape.valueSize());
    }
  }

  /** A vector becomes a column of a matrix that has {@code columns} of them. */
  private void scatter(
      MemorySegment from,
      long fromAt,
      MemorySegment to,
      long toAt,
      int column,
      int columns,
      int count) {
    switch (shape().type()) {
      case F16 -> {
        for (int i = 0; i < count; i++) {
          float number = from.get(JAVA_FLOAT, fromAt + 4L * i);
          long next = toAt + ((long) i * columns + column) * Short.BYTES;
          to.set(JAVA_SHORT, next, Float.floatToFloat16(number));
        }
      }
      case F32 -> {
        for (int i = 0; i < count; i++) {
          long next = toAt + ((long) i * columns + column) * Float.BYTES;
          to.set(JAVA_FLOAT, next, from.get(JAVA_FLOAT, fromAt + 4L * i));
        }
      }
      case Q8_0 -> {
        for (int i = 0; i < count; i += KvBlock.SIZE) {
          long next = toAt + (long) shape().type().bytes(i) * columns;
          scatterBlock(from, fromAt + 4L * i, to, next, column, columns);
        }
      }
    }
  }

  private static void scatterBlock(
      MemorySegment from, long fromAt, MemorySegment to, long toAt, int column, int columns) {
    short bits = KvBlock.step(from, fromAt);
    float step = Float.float16ToFloat(bits);
    to.set(JAVA_SHORT, toAt + (long) column * KvBlock.STEP_BYTES, bits);
    long bytes = toAt + (long) columns * KvBlock.STEP_BYTES + column;
    for (int i = 0; i < KvBlock.SIZE; i++) {
      byte steps = KvBlock.round(from.get(JAVA_FLOAT, fromAt + 4L * i), step);
      to.set(JAVA_BYTE, bytes + (long) i * columns, steps);
    }
  }
}
