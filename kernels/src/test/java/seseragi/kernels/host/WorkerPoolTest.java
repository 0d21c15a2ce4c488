package seseragi.kernels.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void everyTaskRunsExactlyOnceInEveryJob(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int job = 0; job < 3_000; job++) {
        int count = job % 7 * (job % 3);
        AtomicIntegerArray runs = new AtomicIntegerArray(count);
        pool.run(count, (i, worker) -> runs.incrementAndGet(i));
        for (int i = 0; i < count; i++) {
          assertEquals(1, runs.get(i), "task " + i + " of job " + job);
        }
      }
    }
  }

  @Test
  void twoThreadsWorkAtTheSameTime() {
    try (WorkerPool pool = new WorkerPool(2)) {
      CountDownLatch both = new CountDownLatch(2); // each task waits for the other
      pool.run(
          2,
          (i, worker) -> {
            both.countDown();
            await(both);
          });
      assertEquals(0, both.getCount());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noTwoTasksShareAWorkerAtOnce() {
    try (WorkerPool pool = new WorkerPool(3)) {
      AtomicIntegerArray inside = new AtomicIntegerArray(pool.threads());
      for (int job = 0; job < 500; job++) {
        pool.run(
            20,
            (i, worker) -> {
              assertEquals(1, inside.incrementAndGet(worker));
              inside.decrementAndGet(worker);
            });
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatATaskThrowsReachesTheCallerAndThePoolGoesOn(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      RuntimeException fault = new IllegalStateException("task 5");
      for (int job = 0; job < 200; job++) {
        RuntimeException seen =
            assertThrows(
                IllegalStateException.class,
                () ->
                    pool.run(
                        9,
                        (i, worker) -> {
                          if (i == 5) {
                            throw fault;
                          }
                        }));
        assertSame(fault, seen);
        AtomicIntegerArray runs = new AtomicIntegerArray(4);
        pool.run(4, (i, worker) -> runs.incrementAndGet(i));
        assertEquals("[1, 1, 1, 1]", runs.toString());
      }
    }
  }

  @Test
  void aTaskThatStartsAJobIsRefused() {
    try (WorkerPool pool = new WorkerPool(2)) {
      IllegalStateException fault =
          assertThrows(
              IllegalStateException.class,
              () -> pool.run(2, (i, worker) -> pool.run(1, (j, other) -> {})));
      assertTrue(fault.getMessage().contains("one operation at a time"), fault.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void poolsWithTheSameThreadsTakeTurns(int threads) throws InterruptedException {
    try (WorkerPool first = new WorkerPool(threads);
        WorkerPool second = first.beside()) {
      AtomicIntegerArray inside = new AtomicIntegerArray(threads);
      AtomicInteger rounds = new AtomicInteger();
      WorkerPool.Task alone =
          (i, worker) -> {
            assertEquals(1, inside.incrementAndGet(worker));
            inside.decrementAndGet(worker);
          };
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int job = 0; job < 300; job++) {
                      second.run(8, alone);
                      rounds.incrementAndGet();
                    }
                  });
      while (rounds.get() < 300 && other.isAlive()) { // never idle, and yet the other gets on
        first.run(8, alone);
      }
      other.join();
      assertEquals(300, rounds.get());
    }
  }

  @Test
  void theThreadsEndWithTheLastPoolThatHasThem() {
    WorkerPool first = new WorkerPool(3);
    WorkerPool second = first.beside();
    first.close();
    first.close();
    assertThrows(IllegalStateException.class, () -> first.run(2, (i, worker) -> {}));
    AtomicIntegerArray runs = new AtomicIntegerArray(4);
    second.run(4, (i, worker) -> runs.incrementAndGet(i));
    assertEquals("[1, 1, 1, 1]", runs.toString());
    second.close();
    assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(second::owns));
    assertThrows(IllegalStateException.class, first::beside);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTaskThatStartsAJobOfAnotherPoolIsRefused(int threads) {
    try (WorkerPool first = new WorkerPool(threads);
        WorkerPool second = first.beside()) {
      WorkerPool.Task nested = (i, worker) -> second.run(2, (j, other) -> {});
      assertThrows(IllegalStateException.class, () -> first.run(2, nested));
    }
  }

  @Test
  void closingEndsTheThreadsAndMayBeRepeated() {
    WorkerPool pool = new WorkerPool(4);
    pool.run(4, (i, worker) -> {});
    pool.close();
    pool.close();
    boolean left = Thread.getAllStackTraces().keySet().stream().anyMatch(pool::owns);
    assertTrue(!left, "a worker is still alive");
    assertThrows(IllegalStateException.class, () -> pool.run(1, (i, worker) -> {}));
  }
}
