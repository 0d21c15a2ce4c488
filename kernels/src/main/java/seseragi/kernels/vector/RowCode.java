package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;

/** Operations on single rows of f32 numbers; offsets are in bytes. */
interface RowCode {
  /** {@code x += y}. */
  void add(MemorySegment x, long xAt, MemorySegment y, long yAt, int count);

  /** {@code out = silu(gate) * up}. */
  void swiglu(
      MemorySegment gate,
      long gateAt,
      MemorySegment up,
      long upAt,
      MemorySegment out,
      long outAt,
      int count);

  /**
   * Sum of the squares.
   *
   * @param lanes space for 16 numbers
   */
  float squares(MemorySegment x, long xAt, int count, float[] lanes);

  /** {@code out = x * scale * weight}. */
  void scale(
      MemorySegment x,
      long xAt,
      float scale,
      MemorySegment weight,
      long weightAt,
      MemorySegment out,
      long outAt,
      int count);

  /** Rotates the pairs (i, i + pairs) by the angles of which cosines, then sines are given. */
  void rotateHalves(MemorySegment x, long xAt, MemorySegment angles, long anglesAt, int pairs);

  /** Rotates the pairs (2i, 2i + 1). */
  void rotateNeighbours(MemorySegment x, long xAt, MemorySegment angles, long anglesAt, int pairs);
}
