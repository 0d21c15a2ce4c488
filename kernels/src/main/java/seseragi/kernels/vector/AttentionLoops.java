package seseragi.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** See {@link AttentionCode}. */
final class AttentionLoops implements AttentionCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final VectorSpecies<Short> SHORTS = Halves.shorts(FLOATS);
  private static final int WIDTH = FLOATS.length();

  /** As many as floats, but no fewer than the smallest vector has. */
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, WIDTH * Byte.SIZE)));

  private static final int PARTS = BYTES.length() / WIDTH;

  @Override
  public void copy(MemorySegment from, long offset, boolean half, float[] to, int at, int count) {
    if (half) {
      copyHalves(from, offset, to, at, count);
    } else {
      copyFloats(from, offset, to, at, count);
    }
  }

  private static void copyHalves(MemorySegment from, long offset, float[] to, int at, int count) {
    int whole = FLOATS.loopBound(count);
    for (int i = 0; i < whole; i += WIDTH) {
      Halves.load(SHORTS, INTS, from, offset + (long) i * Short.BYTES).intoArray(to, at + i);
    }
    for (int i = whole; i < count; i++) {
      to[at + i] = Float.float16ToFloat(from.get(JAVA_SHORT, offset + (long) i * Short.BYTES));
    }
  }

  private static void copyFloats(MemorySegment from, long offset, float[] to, int at, int count) {
    int whole = FLOATS.loopBound(count);
    for (int i = 0; i < whole; i += WIDTH) {
      long next = offset + (long) i * Float.BYTES;
      FloatVector.fromMemorySegment(FLOATS, from, next, ByteOrder.LITTLE_ENDIAN)
          .intoArray(to, at + i);
    }
    for (int i = whole; i < count; i++) {
      to[at + i] = from.get(JAVA_FLOAT, offset + (long) i * Float.BYTES);
    }
  }

  @Override
  public void copyBytes(
      MemorySegment from, long offset, float[] steps, float[] to, int at, int count) {
    int whole = BYTES.loopBound(count);
    for (int i = 0; i < whole; i += BYTES.length()) {
      ByteVector bytes =
          ByteVector.fromMemorySegment(BYTES, from, offset + i, ByteOrder.LITTLE_ENDIAN);
      for (int part = 0; part < PARTS; part++) {
        int next = i + part * WIDTH;
        FloatVector numbers = (FloatVector) bytes.convertShape(VectorOperators.B2F, FLOATS, part);
        numbers.mul(FloatVector.fromArray(FLOATS, steps, next)).intoArray(to, at + next);
      }
    }
    for (int i = whole; i < count; i++) {
      to[at + i] = from.get(JAVA_BYTE, offset + i) * steps[i];
    }
  }

  @Override
  public float weigh(
      float[] scores, int at, int valid, float scale, float[] max, float[] sums, int line) {
    float before = max[line];
    float now = Math.max(before, largest(scores, at, valid, scale));
    max[line] = now;
    float factor = exp(before - now);
    weights(scores, at, now, factor, sums, line * LANES);
    return factor;
  }

  /** Turns scores into weights, and adds them to {@code sums * factor}. */
  private static void weights(
      float[] scores, int at, float max, float factor, float[] sums, int sumsAt) {
    FloatVector sum = FloatVector.fromArray(FLOATS, sums, sumsAt).mul(factor);
    for (int i = 0; i < POSITIONS; i += WIDTH) {
      FloatVector weight = Exponential.of(FloatVector.fromArray(FLOATS, scores, at + i).sub(max));
      weight.intoArray(scores, at + i);
      sum = sum.add(weight);
    }
    sum.intoArray(sums, sumsAt);
  }

  private static float exp(float x) {
    return Exponential.of(FloatVector.broadcast(FLOATS, x)).lane(0);
  }

  /** Scales the scores, makes the invalid ones minus infinity, and returns the largest. */
  private static float largest(float[] scores, int at, int valid, float scale) {
    FloatVector nothing = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    FloatVector largest = nothing;
    for (int i = 0; i < POSITIONS; i += WIDTH) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, valid);
      FloatVector score = FloatVector.fromArray(FLOATS, scores, at + i).mul(scale);
      score = nothing.blend(score, mask);
      score.intoArray(scores, at + i);
      largest = largest.max(score);
    }
    return largest.reduceLanes(VectorOperators.MAX);
  }

  @Override
  public void multiply(float[] numbers, int at, float factor) {
    for (int i = 0; i < PanelCode.COLUMNS; i += WIDTH) {
      FloatVector.fromArray(FLOATS, numbers, at + i).mul(factor).intoArray(numbers, at + i);
    }
  }
}
