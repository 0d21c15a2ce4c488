package seseragi.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import seseragi.kernels.KvShape;
import seseragi.kernels.host.HostKv;

/** Keys {@code [layers, slots, heads, keySize]}, and values in the same order. */
final class ScalarKv extends HostKv {
  private final KvShape shape;
  private final MemorySegment keys;
  private final MemorySegment values;

  ScalarKv(KvShape shape) {
    super(shape);
    this.shape = shape;
    long vectors = (long) shape.layers() * shape.slots() * shape.heads();
    this.keys = memory().allocate(vectors * shape.keySize() * shape.type().bytes());
    this.values = memory().allocate(vectors * shape.valueSize() * shape.type().bytes());
  }

  float key(int layer, int slot, int head, int i) {
    return read(keys, vector(layer, slot, head) * shape.keySize() + i);
  }

  void setKey(int layer, int slot, int head, int i, float value) {
    write(keys, vector(layer, slot, head) * shape.keySize() + i, value);
  }

  float value(int layer, int slot, int head, int i) {
    return read(values, vector(layer, slot, head) * shape.valueSize() + i);
  }

  void setValue(int layer, int slot, int head, int i, float value) {
    write(values, vector(layer, slot, head) * shape.valueSize() + i, value);
  }

  private long vector(int layer, int slot, int head) {
    return ((long) layer * shape.slots() + slot) * shape.heads() + head;
  }

  private float read(MemorySegment segment, long index) {
    return switch (shape.type()) {
      case F32 -> segment.getAtIndex(ValueLayout.JAVA_FLOAT, index);
      case F16 -> Float.float16ToFloat(segment.getAtIndex(ValueLayout.JAVA_SHORT, index));
    };
  }

  private void write(MemorySegment segment, long index, float value) {
    switch (shape.type()) {
      case F32 -> segment.setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
      case F16 -> segment.setAtIndex(ValueLayout.JAVA_SHORT, index, Float.floatToFloat16(value));
    }
  }
}
