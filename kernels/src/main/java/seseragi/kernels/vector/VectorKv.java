package seseragi.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvType;
import seseragi.kernels.host.HostKv;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.host.WorkerPool;

/**
 * For each layer keys {@code [blocks, heads, keySize, blockSize]}, so that a register filled from
 * them has a position in each lane, and values {@code [blocks, heads, blockSize, valueSize]}.
 */
public final class VectorKv extends HostKv {
  private final MemorySegment[] keys; // [layers]
  private final MemorySegment[] values; // [layers]
  private final int numberBytes;

  VectorKv(KvShape shape, WorkerPool pool) {
    super(shape);
    keys = new MemorySegment[shape.layers()];
    values = new MemorySegment[shape.layers()];
    numberBytes = shape.type().bytes();
    long vectors = (long) shape.slots() * shape.heads();
    pool.run( // a layer each: so the threads fault in and clear the memory together
        shape.layers(),
        (layer, worker) -> {
          keys[layer] = memory().allocate(vectors * shape.keySize() * numberBytes);
          values[layer] = memory().allocate(vectors * shape.valueSize() * numberBytes);
        });
  }

  boolean half() {
    return shape().type() == KvType.F16;
  }

  int numberBytes() {
    return numberBytes;
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
    KvShape shape = shape();
    long vectors = ((long) block * shape.heads() + head) * shape.blockSize();
    return vectors * shape.keySize() * numberBytes;
  }

  /** Offset in bytes of the values of a block and head: {@code [blockSize, valueSize]}. */
  public long valueOffset(int block, int head) {
    KvShape shape = shape();
    long vectors = ((long) block * shape.heads() + head) * shape.blockSize();
    return vectors * shape.valueSize() * numberBytes;
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
          keyOffset(block, head) + (long) within * numberBytes,
          shape.keySize(),
          (long) shape.blockSize() * numberBytes);
      scatter(
          valueRows.data(),
          valueRows.offset(row) + (long) head * shape.valueSize() * Float.BYTES,
          values[layer],
          valueOffset(block, head) + (long) within * shape.valueSize() * numberBytes,
          shape.valueSize(),
          numberBytes);
    }
  }

  private void scatter(
      MemorySegment from, long fromAt, MemorySegment to, long toAt, int count, long step) {
    if (half()) {
      for (int i = 0; i < count; i++) {
        float number = from.get(JAVA_FLOAT, fromAt + 4L * i);
        to.set(JAVA_SHORT, toAt + step * i, Float.floatToFloat16(number));
      }
    } else {
      for (int i = 0; i < count; i++) {
        to.set(JAVA_FLOAT, toAt + step * i, from.get(JAVA_FLOAT, fromAt + 4L * i));
      }
    }
  }
}
