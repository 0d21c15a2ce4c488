package seseragi.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Half-precision numbers (IEEE 754 binary16) to single precision, exact for all values. */
final class Halves {
  private Halves() {}

  /** Shorts with as many lanes as {@code floats}. */
  static VectorSpecies<Short> shorts(VectorSpecies<Float> floats) {
    VectorShape half = VectorShape.forBitSize(floats.vectorBitSize() / 2);
    return VectorSpecies.of(short.class, half);
  }

  /** The numbers that lie in the upper 16 bits of each lane; the lower 16 are zero. */
  static FloatVector fromUpper(IntVector bits) {
    IntVector magnitude = bits.lanewise(VectorOperators.AND, 0x7fffffff);
    // The exponent is 112 too small. It is made 224 - 112 larger: so infinity stays infinity.
    IntVector normal =
        magnitude
            .lanewise(VectorOperators.LSHR, 3)
            .lanewise(VectorOperators.ADD, 224 << 23)
            .reinterpretAsFloats()
            .mul(0x1p-112f)
            .reinterpretAsInts();
    // Subnormal: n * 2^-24 as (0.5 + n * 2^-24) - 0.5; a subnormal float would be slow.
    IntVector subnormal =
        magnitude
            .lanewise(VectorOperators.LSHR, 16)
            .lanewise(VectorOperators.OR, 0x3f000000)
            .reinterpretAsFloats()
            .sub(0.5f)
            .reinterpretAsInts();
    VectorMask<Integer> small = magnitude.compare(VectorOperators.LT, 0x0400 << 16);
    IntVector sign = bits.lanewise(VectorOperators.AND, 0x80000000);
    return normal.blend(subnormal, small).lanewise(VectorOperators.OR, sign).reinterpretAsFloats();
  }

  /** The numbers stored one after the other from {@code offset} on, one for each lane. */
  static FloatVector load(
      VectorSpecies<Short> shorts,
      VectorSpecies<Integer> ints,
      MemorySegment segment,
      long offset) {
    ShortVector bits =
        ShortVector.fromMemorySegment(shorts, segment, offset, ByteOrder.LITTLE_ENDIAN);
    IntVector wide = (IntVector) bits.convertShape(VectorOperators.S2I, ints, 0);
    return fromUpper(wide.lanewise(VectorOperators.LSHL, 16));
  }
}
