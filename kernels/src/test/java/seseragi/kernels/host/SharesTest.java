package seseragi.kernels.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SharesTest {
  @Test
  void everyNumberIsTakenOnceInWhateverOrderWorkersCome() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      int workers = 1 + random.nextInt(9);
      int total = random.nextInt(200);
      int most = 1 + random.nextInt(40);
      Shares shares = new Shares(workers);
      shares.deal(total);
      int[] taken = new int[total];
      int sleeping = random.nextInt(workers + 1); // never comes
      int left = total;
      while (left > 0) {
        int worker = random.nextInt(workers);
        if (worker != sleeping || workers == 1) {
          long run = shares.take(worker, most);
          assertTrue(Shares.end(run) - Shares.first(run) <= most);
          left -= count(run, taken);
        }
      }
      assertEquals(Shares.NONE, shares.take(0, most));
      for (int number : taken) {
        assertEquals(1, number);
      }
    }
  }

  private static int count(long run, int[] taken) {
    assertTrue(Shares.first(run) < Shares.end(run));
    for (int number = Shares.first(run); number < Shares.end(run); number++) {
      taken[number]++;
    }
    return Shares.end(run) - Shares.first(run);
  }

  @Test
  void aWorkerGoesForwardInItsOwnShareAndOthersComeFromItsEnd() {
    Shares shares = new Shares(2);
    shares.deal(100);
    long first = shares.take(1, 100);
    assertEquals(50, Shares.first(first));
    int reached = Shares.end(first);
    long run = shares.take(0, 100);
    for (int at = 0; Shares.end(run) <= 50; run = shares.take(0, 100)) {
      assertEquals(at, Shares.first(run));
      at = Shares.end(run);
    }
    assertEquals(100, Shares.end(run)); // nothing of its own is left
    assertEquals(reached, Shares.first(shares.take(1, 100)));
  }

  @Test
  void threadsTakeEveryNumberOnce() throws Exception {
    int workers = 4;
    Shares shares = new Shares(workers);
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      for (int round = 0; round < 200; round++) {
        shares.deal(1000);
        List<Callable<int[]>> tasks = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
          int self = worker;
          tasks.add(() -> takeAll(shares, self));
        }
        int[] taken = new int[1000];
        for (Future<int[]> result : threads.invokeAll(tasks)) {
          int[] numbers = result.get();
          for (int i = 0; i < taken.length; i++) {
            taken[i] += numbers[i];
          }
        }
        for (int number : taken) {
          assertEquals(1, number);
        }
      }
    }
  }

  private static int[] takeAll(Shares shares, int worker) {
    int[] taken = new int[1000];
    long run = shares.take(worker, 7);
    while (run != Shares.NONE) {
      count(run, taken);
      run = shares.take(worker, 7);
    }
    return taken;
  }
}
