package seseragi.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jdk.incubator.vector.IntVector;
import org.junit.jupiter.api.Test;

class HalvesTest {
  @Test
  void allHalfPrecisionNumbersAreExact() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      IntVector upper = IntVector.broadcast(IntVector.SPECIES_128, bits << 16);
      float expected = Float.float16ToFloat((short) bits);
      // Sign and payload of a NaN are of no interest.
      assertEquals(expected, Halves.fromUpper(upper).lane(0), "bits " + Integer.toHexString(bits));
    }
  }
}
