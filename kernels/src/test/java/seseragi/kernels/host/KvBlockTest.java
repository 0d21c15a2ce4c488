package seseragi.kernels.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KvBlockTest {
  @Test
  void aStepIsTheLargestNumberOver127() {
    float[] numbers = new float[40];
    numbers[3] = 1000; // of another block
    numbers[7] = -31.75f;
    numbers[38] = 15.2f;
    float step = step(numbers, 8);
    assertEquals(15.2f / 127, step, 1e-4f);
    assertEquals(127, KvBlock.round(15.2f, step));
    assertEquals(0.25f, step(java.util.Arrays.copyOfRange(numbers, 7, 39), 0));
    assertEquals(-127, KvBlock.round(-31.75f, 0.25f));
    assertEquals(2, KvBlock.round(0.6f, 0.25f));
  }

  @Test
  void noNumberIsOffByMoreThanHalfAStep() {
    Random random = new Random(11);
    for (int round = 0; round < 2000; round++) {
      float[] numbers = new float[KvBlock.SIZE];
      float scale = (float) Math.exp(random.nextDouble(-6, 9));
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = scale * (float) random.nextGaussian();
      }
      float step = step(numbers, 0);
      for (float number : numbers) {
        float back = step * KvBlock.round(number, step);
        assertTrue(Math.abs(back - number) <= 0.5001f * step, number + " became " + back);
      }
    }
  }

  @Test
  void nothingStaysNothing() {
    assertEquals(0f, step(new float[KvBlock.SIZE], 0));
    assertEquals(0, KvBlock.round(0f, 0f));
    assertEquals(0, KvBlock.round(1e-30f, 0f)); // below what f16 steps can say
  }

  @Test
  void whatIsNotFiniteIsNotHidden() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] numbers = new float[KvBlock.SIZE];
      numbers[5] = bad;
      float step = step(numbers, 0);
      assertTrue(Float.isNaN(step * KvBlock.round(bad, step)), "from " + bad);
    }
  }

  private static float step(float[] numbers, int first) {
    MemorySegment memory = MemorySegment.ofArray(numbers);
    return Float.float16ToFloat(KvBlock.step(memory, 4L * first));
  }
}
