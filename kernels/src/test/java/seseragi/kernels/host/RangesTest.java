package seseragi.kernels.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RangesTest {
  @Test
  void everyNumberHasTheOwnerInWhoseRangeItLies() {
    Ranges ranges = new Ranges();
    Random random = new Random(4);
    for (int round = 0; round < 50; round++) {
      ranges.clear();
      int owners = 1 + random.nextInt(20);
      int total = 0;
      int[] owner = new int[owners * 5];
      for (int i = 0; i < owners; i++) {
        int count = random.nextInt(5); // some have none
        ranges.add(count);
        assertEquals(total, ranges.first(i));
        assertEquals(count, ranges.count(i));
        for (int k = 0; k < count; k++) {
          owner[total++] = i;
        }
      }
      assertEquals(total, ranges.total());
      for (int number = 0; number < total; number++) {
        assertEquals(owner[number], ranges.owner(number), "of " + number + ", round " + round);
      }
    }
  }
}
