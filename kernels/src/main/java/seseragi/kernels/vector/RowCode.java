package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import seseragi.kernels.RopePairing;

/** Operations on single rows of f32 numbers outside the heap; offsets are in bytes. */
public interface RowCode {
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
   * @param lanes space for 16 numbers, of this thread
   */
  float squares(MemorySegment x, long xAt, int count, MemorySegment lanes);

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

  /**
   * Rotates the pairs of each head by the angles of which cosines, then sines are given.
   *
   * @param headSize numbers from a head to the next
   */
  void rotate(
      RopePairing pairing,
      MemorySegment x,
      long xAt,
      int heads,
      int headSize,
      MemorySegment angles,
      long anglesAt,
      int pairs);
}
