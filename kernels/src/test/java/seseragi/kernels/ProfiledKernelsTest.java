package seseragi.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import seseragi.kernels.profile.Profile;
import seseragi.kernels.profile.ProfiledKernels;
import seseragi.kernels.scalar.ScalarKernels;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.vector.VectorKernels;

class ProfiledKernelsTest {
  private final Profile profile = new Profile();
  private final Random random = new Random(1);

  /** It computes as a backend has to, for it lets one compute. */
  @Nested
  class Contract implements ProductContract, RowContract, AttentionContract, DoorContract {
    @Override
    public Kernels kernels(int threads) {
      return new ProfiledKernels(new ScalarKernels(), profile);
    }
  }

  private ProfiledKernels profiled() {
    return new ProfiledKernels(new ScalarKernels(), profile);
  }

  private Profile.Line line(String operation) {
    return profile.lines().stream()
        .filter(line -> line.operation().equals(operation))
        .findFirst()
        .orElseThrow(() -> new AssertionError(operation + " is not in " + profile.lines()));
  }

  @Test
  void productsAreSummedUpByShapeAndByHowManyRowsThereAre() {
    try (Kernels kernels = profiled()) {
      Weights weights = kernels.weights(TestTensors.random(QuantType.Q8_0, 6, 64, 0.1f, random));
      Matrix x = Numbers.random(kernels, 20, 64, random);
      Matrix out = kernels.matrix(20, 6);
      kernels.matmul(weights, x, 1, out);
      kernels.matmul(weights, x, 3, out);
      kernels.matmul(weights, x, 16, out);
      kernels.matmul(weights, x, 17, out);
      assertEquals(1, line("matmul 64 -> 6, 1 row").calls());
      assertEquals(17L * 6 * 64, line("matmul 64 -> 6, more rows").macs());
      Profile.Line few = line("matmul 64 -> 6, 2-16 rows");
      assertEquals(2, few.calls());
      assertEquals(19L * 6 * 64, few.macs());
      assertEquals(2 * weights.bytes() + 19 * 4 * (6 + 64), few.bytes());
      assertTrue(few.nanos() > 0);
      assertEquals((double) few.macs() / few.nanos(), few.gmacsPerSecond());
    }
  }

  @Test
  void attentionCountsThePairsOfQueriesAndKeys() {
    try (Kernels kernels = profiled();
        KvStorage storage = kernels.kvStorage(new KvShape(1, 4, 8, 2, 16, 4, KvType.F32))) {
      AttentionBatch batch = new AttentionBatch();
      batch.add(5, 3, new int[] {0}, 1); // attends to 6, 7 and 8 positions
      batch.add(0, 1, new int[] {1}, 1);
      Matrix queries = Numbers.random(kernels, 4, 6 * 16, random);
      kernels.attention(storage, 0, queries, batch, 1, kernels.matrix(4, 6 * 4));
      Profile.Line line = line("attention, more rows");
      assertEquals((6 + 7 + 8 + 1) * 6L * (16 + 4), line.macs());
      assertEquals((8 + 1) * 2L * (16 + 4) * 4, line.bytes());
    }
  }

  @Test
  void theLongestComesFirstAndClearForgetsAll() {
    try (Kernels kernels = profiled()) {
      Matrix x = Numbers.random(kernels, 50, 64, random);
      for (int i = 0; i < 100; i++) {
        kernels.add(x, kernels.matrix(50, 64), 50);
      }
      kernels.select(x, new int[] {1}, 1, kernels.matrix(1, 64));
      List<Profile.Line> lines = profile.lines();
      assertEquals(2, lines.size());
      assertTrue(lines.get(0).nanos() >= lines.get(1).nanos());
      profile.clear();
      assertEquals(List.of(), profile.lines());
    }
  }

  @Test
  void whatAnOperationThrowsIsThrown() {
    try (Kernels kernels = profiled()) {
      Matrix x = kernels.matrix(1, 8);
      assertThrows(IllegalArgumentException.class, () -> kernels.add(x, kernels.matrix(1, 4), 1));
    }
  }

  @Test
  void waitingForOtherThreadsIsTold() {
    try (Kernels kernels = new ProfiledKernels(new VectorKernels(128, 2), profile)) {
      int[] sums = new int[2];
      while (kernels.waitedNanos() == 0) { // until the other thread has had the longer task once
        kernels.parallel(2, index -> sums[index] = work(index == 1 ? 200_000 : 1));
      }
      Profile.Line line = line("parallel");
      assertEquals(kernels.waitedNanos(), line.waitedNanos());
      assertTrue(line.waitedNanos() <= line.nanos(), line.toString());
      assertArrayEquals(new int[] {work(1), work(200_000)}, sums);
    }
  }

  private static int work(int turns) {
    int sum = 1;
    for (int i = 0; i < turns; i++) {
      sum = sum * 31 + i;
    }
    return sum;
  }
}
