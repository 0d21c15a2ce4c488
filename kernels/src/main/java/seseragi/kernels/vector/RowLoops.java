package seseragi.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import seseragi.kernels.RopePairing;

/** Loops over a row; what does not fill a register is done with a mask. */
final class RowLoops implements RowCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final int LANES = FLOATS.length();

  @Override
  public void add(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
    int whole = FLOATS.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      long at = (long) i * Float.BYTES;
      store(load(x, xAt + at).add(load(y, yAt + at)), x, xAt + at);
    }
    if (whole < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(whole, count);
      long at = (long) whole * Float.BYTES;
      store(load(x, xAt + at, mask).add(load(y, yAt + at, mask)), x, xAt + at, mask);
    }
  }

  @Override
  public void swiglu(
      MemorySegment gate,
      long gateAt,
      MemorySegment up,
      long upAt,
      MemorySegment out,
      long outAt,
      int count) {
    int whole = FLOATS.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      long at = (long) i * Float.BYTES;
      store(silu(load(gate, gateAt + at)).mul(load(up, upAt + at)), out, outAt + at);
    }
    if (whole < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(whole, count);
      long at = (long) whole * Float.BYTES;
      FloatVector silu = silu(load(gate, gateAt + at, mask));
      store(silu.mul(load(up, upAt + at, mask)), out, outAt + at, mask);
    }
  }

  private static FloatVector silu(FloatVector x) {
    return x.div(Exponential.of(x.neg()).add(1f));
  }

  @Override
  public float squares(MemorySegment x, long xAt, int count, MemorySegment lanes) {
    FloatVector sum = FloatVector.zero(FLOATS);
    int whole = FLOATS.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = load(x, xAt + (long) i * Float.BYTES);
      sum = v.fma(v, sum);
    }
    if (whole < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(whole, count);
      FloatVector v = load(x, xAt + (long) whole * Float.BYTES, mask);
      sum = v.fma(v, sum);
    }
    store(sum, lanes, 0); // reduceLanes leaves the order open, and the order decides the bits
    float total = 0;
    for (int i = 0; i < LANES; i++) {
      total += lanes.get(JAVA_FLOAT, 4L * i);
    }
    return total;
  }

  @Override
  public void scale(
      MemorySegment x,
      long xAt,
      float scale,
      MemorySegment weight,
      long weightAt,
      MemorySegment out,
      long outAt,
      int count) {
    int whole = FLOATS.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      long at = (long) i * Float.BYTES;
      store(load(x, xAt + at).mul(scale).mul(load(weight, weightAt + at)), out, outAt + at);
    }
    if (whole < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(whole, count);
      long at = (long) whole * Float.BYTES;
      FloatVector scaled = load(x, xAt + at, mask).mul(scale);
      store(scaled.mul(load(weight, weightAt + at, mask)), out, outAt + at, mask);
    }
  }

  @Override
  public void rotate(
      RopePairing pairing,
      MemorySegment x,
      long xAt,
      int heads,
      int headSize,
      MemorySegment angles,
      long anglesAt,
      int pairs) {
    for (int head = 0; head < heads; head++) {
      long at = xAt + (long) head * headSize * Float.BYTES;
      switch (pairing) {
        case HALVES -> rotateHalves(x, at, angles, anglesAt, pairs);
        case NEIGHBOURS -> rotateNeighbours(x, at, angles, anglesAt, pairs);
      }
    }
  }

  private static void rotateHalves(
      MemorySegment x, long xAt, MemorySegment angles, long anglesAt, int pairs) {
    long size = (long) pairs * Float.BYTES;
    for (int i = 0; i < pairs; i += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, pairs);
      long at = xAt + (long) i * Float.BYTES;
      long angle = anglesAt + (long) i * Float.BYTES;
      FloatVector a = load(x, at, mask);
      FloatVector b = load(x, at + size, mask);
      FloatVector cos = load(angles, angle, mask);
      FloatVector sin = load(angles, angle + size, mask);
      store(a.mul(cos).sub(b.mul(sin)), x, at, mask);
      store(a.mul(sin).add(b.mul(cos)), x, at + size, mask);
    }
  }

  private static void rotateNeighbours(
      MemorySegment x, long xAt, MemorySegment angles, long anglesAt, int pairs) {
    for (int i = 0; i < pairs; i++) {
      long at = xAt + 2L * i * Float.BYTES;
      long angle = anglesAt + (long) i * Float.BYTES;
      float a = x.get(JAVA_FLOAT, at);
      float b = x.get(JAVA_FLOAT, at + Float.BYTES);
      float cos = angles.get(JAVA_FLOAT, angle);
      float sin = angles.get(JAVA_FLOAT, angle + (long) pairs * Float.BYTES);
      x.set(JAVA_FLOAT, at, a * cos - b * sin);
      x.set(JAVA_FLOAT, at + Float.BYTES, a * sin + b * cos);
    }
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(FLOATS, segment, offset, ByteOrder.LITTLE_ENDIAN);
  }

  private static FloatVector load(MemorySegment segment, long offset, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(FLOATS, segment, offset, ByteOrder.LITTLE_ENDIAN, mask);
  }

  private static void store(FloatVector vector, MemorySegment segment, long offset) {
    vector.intoMemorySegment(segment, offset, ByteOrder.LITTLE_ENDIAN);
  }

  private static void store(
      FloatVector vector, MemorySegment segment, long offset, VectorMask<Float> mask) {
    vector.intoMemorySegment(segment, offset, ByteOrder.LITTLE_ENDIAN, mask);
  }
}
