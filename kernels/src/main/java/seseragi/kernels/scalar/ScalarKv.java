package seseragi.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import seseragi.kernels.KvShape;
import seseragi.kernels.host.HostKv;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.host.KvBlock;

/**
 * Keys {@code [layers, slots, heads, keySize]}, and values in the same order; of numbers in blocks,
 * each block is its step and then its bytes.
 */
final class ScalarKv extends HostKv {
  private final KvShape shape;
  private final MemorySegment keys;
  private final MemorySegment values;

  ScalarKv(KvShape shape) {
    super(shape);
    this.shape = shape;
    long vectors = (long) shape.layers() * shape.slots() * shape.heads();
    this.keys = memory().allocate(vectors * shape.type().bytes(shape.keySize()));
    this.values = memory().allocate(vectors * shape.type().bytes(shape.valueSize()));
  }

  float key(int layer, int slot, int head, int i) {
    return read(keys, vector(layer, slot, head) * shape.type().bytes(shape.keySize()), i);
  }

  /** Stores what a head has in a row of keys. */
  void setKey(int layer, int slot, int head, HostMatrix rows, int row) {
    long to = vector(layer, slot, head) * shape.type().bytes(shape.keySize());
    write(keys, to, rows, row, head, shape.keySize());
  }

  float value(int layer, int slot, int head, int i) {
    return read(values, vector(layer, slot, head) * shape.type().bytes(shape.valueSize()), i);
  }

  /** Stores what a head has in a row of values. */
  void setValue(int layer, int slot, int head, HostMatrix rows, int row) {
    long to = vector(layer, slot, head) * shape.type().bytes(shape.valueSize());
    write(values, to, rows, row, head, shape.valueSize());
  }

  private long vector(int layer, int slot, int head) {
    return ((long) layer * shape.slots() + slot) * shape.heads() + head;
  }

  private float read(MemorySegment segment, long vector, int i) {
    return switch (shape.type()) {
      case F32 -> segment.get(JAVA_FLOAT, vector + 4L * i);
      case F16 -> Float.float16ToFloat(segment.get(JAVA_SHORT, vector + 2L * i));
      case Q8_0 -> {
        long block = vector + shape.type().bytes(i / KvBlock.SIZE * KvBlock.SIZE);
        float step = Float.float16ToFloat(segment.get(JAVA_SHORT, block));
        yield step * segment.get(JAVA_BYTE, block + KvBlock.STEP_BYTES + i % KvBlock.SIZE);
      }
    };
  }

  private void write(
      MemorySegment segment, long vector, HostMatrix rows, int row, int head, int size) {
    long block = vector;
    float step = 0;
    for (int i = 0; i < size; i++) {
      float number = rows.at(row, head * size + i);
      switch (shape.type()) {
        case F32 -> segment.set(JAVA_FLOAT, vector + 4L * i, number);
        case F16 -> segment.set(JAVA_SHORT, vector + 2L * i, Float.floatToFloat16(number));
        case Q8_0 -> {
          if (i % KvBlock.SIZE == 0) {
            block = vector + shape.type().bytes(i);
            short bits = KvBlock.step(rows.data(), rows.offset(row) + 4L * (head * size + i));
            segment.set(JAVA_SHORT, block, bits);
            step = Float.float16ToFloat(bits);
          }
          long to = block + KvBlock.STEP_BYTES + i % KvBlock.SIZE;
          segment.set(JAVA_BYTE, to, KvBlock.round(number, step));
        }
      }
    }
  }
}
