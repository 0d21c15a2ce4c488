package seseragi.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvShapeTest {
  @ParameterizedTest
  @CsvSource({"F32,22528", "F16,11264", "Q8_0,5984"}) // 22 * 4 * 64 * 2 numbers
  void bytesOfATokenAreThoseOfItsNumbersAndSteps(KvType type, long bytes) {
    assertEquals(bytes * 2, new KvShape(22, 9, 16, 4, 64, 64, type).bytesPerToken());
    assertEquals(bytes * 2 * 16, new KvShape(22, 9, 16, 4, 64, 64, type).bytesPerBlock());
  }

  @Test
  void blocksOf32NeedSizesThatAreMultiplesOf32() {
    assertTrue(new KvShape(1, 1, 7, 1, 96, 32, KvType.Q8_0).bytesPerToken() == 4 * 34);
    for (int[] sizes : new int[][] {{80, 64}, {64, 80}, {16, 32}}) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> new KvShape(1, 1, 16, 1, sizes[0], sizes[1], KvType.Q8_0));
      assertTrue(refusal.getMessage().contains("in blocks of 32"), refusal.getMessage());
    }
  }
}
