package seseragi.engine.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import seseragi.engine.kvcache.BlockPool;

class SchedulerTest {
  private static final int BLOCK = 4;

  private BlockPool pool = new BlockPool(16, BLOCK, true);
  private Scheduler<Sequence> scheduler = new Scheduler<>(pool, 4, 8);
  private long requests;

  private void given(int blocks, int maxSequences, int maxBatchTokens, boolean sharing) {
    pool = new BlockPool(blocks, BLOCK, sharing);
    scheduler = new Scheduler<>(pool, maxSequences, maxBatchTokens);
  }

  /** A prompt that shares nothing with others. */
  private Sequence add(int length) {
    long request = ++requests;
    int[] prompt = new int[length];
    Arrays.setAll(prompt, i -> (int) (1000 * request + i));
    Sequence sequence = new Sequence(request, prompt);
    scheduler.add(sequence);
    return sequence;
  }

  /** Plans and computes a step; everybody whose logits were computed gets a token. */
  private List<String> step() {
    StepPlan<Sequence> plan = scheduler.plan();
    List<String> rows = new ArrayList<>();
    List<Sequence> sampled = new ArrayList<>();
    for (int i = 0; i < plan.size(); i++) {
      Sequence sequence = plan.sequence(i);
      boolean wants = plan.wantsLogits(i);
      rows.add(sequence.request() + ":" + plan.count(i) + (wants ? "!" : ""));
      scheduler.advance(sequence, plan.count(i));
      if (wants) {
        sampled.add(sequence);
      }
    }
    sampled.forEach(sequence -> scheduler.append(sequence, 5));
    assertEquals(0, scheduler.countFaults());
    return rows;
  }

  @Test
  void aLongPromptIsComputedInPieces() {
    add(18);
    assertEquals(List.of("1:8"), step());
    assertEquals(List.of("1:8"), step());
    assertEquals(List.of("1:2!"), step());
    assertEquals(List.of("1:1!"), step());
  }

  @Test
  void thoseThatGenerateComeFirstThenPromptsUpToTheBudget() {
    add(3);
    assertEquals(List.of("1:3!"), step());
    add(10);
    add(10);
    assertEquals(List.of("1:1!", "2:7"), step());
    assertEquals(List.of("1:1!", "2:3!", "3:4"), step());
    assertEquals(List.of("1:1!", "2:1!", "3:6!"), step());
  }

  @Test
  void noMoreThanTheLimitRunAtOnce() {
    given(16, 2, 8, true);
    Sequence first = add(2);
    add(2);
    add(2);
    assertEquals(List.of("1:2!", "2:2!"), step());
    assertEquals(1, scheduler.waiting());
    scheduler.finish(first);
    assertEquals(List.of("2:1!", "3:2!"), step());
  }

  @Test
  void aSmallOneDoesNotOvertakeABigOneThatWaits() {
    given(8, 4, 32, true);
    Sequence first = add(20); // 5 of 8 blocks
    step();
    add(16); // 4 blocks: must wait
    add(2);
    assertEquals(List.of("1:1!"), step());
    scheduler.finish(first);
    assertEquals(List.of("2:16!", "3:2!"), step());
  }

  @Test
  void whenBlocksRunOutTheYoungestGivesItsBack() {
    given(5, 4, 32, false);
    Sequence first = add(8); // 2 blocks, all full
    Sequence second = add(4);
    assertEquals(List.of("1:8!", "2:4!"), step()); // 3 blocks, and one spare for the first
    assertEquals(List.of("1:1!", "2:1!"), step()); // 5 blocks
    for (int i = 0; i < 3; i++) {
      assertEquals(List.of("1:1!", "2:1!"), step());
    }
    assertEquals(List.of("1:1!"), step()); // both want a block; the second gave two back
    assertEquals(1, second.preemptions());
    assertEquals(0, second.table().size());
    assertEquals(1, scheduler.preemptions());
    scheduler.finish(first);
    assertEquals(List.of("2:9!"), step()); // its prompt and its answer so far, anew
    assertEquals(List.of("2:1!"), step());
  }

  @Test
  void aPreemptedOneWaitsBeforeYoungerOnes() {
    given(5, 4, 32, false);
    Sequence first = add(8);
    add(4);
    step();
    add(1);
    for (int i = 0; i < 5; i++) {
      step();
    }
    assertEquals(2, scheduler.waiting());
    scheduler.finish(first);
    assertEquals("2:9!", step().getFirst());
  }

  @Test
  void whatWasComputedBeforeAPreemptionIsFoundAgain() {
    given(5, 4, 32, true);
    Sequence first = add(8);
    Sequence second = add(4);
    for (int i = 0; i < 6; i++) {
      step();
    }
    assertEquals(1, second.preemptions());
    scheduler.finish(first);
    assertEquals(List.of("2:5!"), step()); // the first of its blocks survived
  }

  @Test
  void siblingsWaitForTheFirstAndShareItsBlocks() {
    Sequence first = new Sequence(1, new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    scheduler.add(first);
    scheduler.add(new Sequence(first, 1));
    scheduler.add(new Sequence(first, 2));
    assertEquals(List.of("1:8"), step());
    assertEquals(List.of("1:2!"), step());
    assertEquals(List.of("1:1!", "1:2!", "1:2!"), step());
    assertEquals(2, pool.sharedBlocks());
  }

  @Test
  void siblingsDoNotWaitIfNothingIsShared() {
    given(16, 4, 8, false);
    Sequence first = new Sequence(1, new int[] {1, 2, 3, 4});
    scheduler.add(first);
    scheduler.add(new Sequence(first, 1));
    assertEquals(List.of("1:4!", "1:4!"), step());
  }

  @Test
  void othersMayPassSiblingsThatAreNotReady() {
    Sequence first = new Sequence(++requests, new int[] {1, 2, 3, 4});
    scheduler.add(first);
    scheduler.add(new Sequence(first, 1));
    add(4);
    assertEquals(List.of("1:4!", "2:4!"), step());
  }

  @Test
  void finishingFreesItsBlocksInEveryPhase() {
    Sequence waits = add(4);
    scheduler.finish(waits);
    assertEquals(List.of(), step());
    Sequence prefills = add(20);
    step();
    assertEquals(5, pool.usedBlocks());
    scheduler.finish(prefills);
    assertEquals(0, pool.usedBlocks());
    Sequence generates = add(4);
    step();
    step();
    scheduler.finish(generates);
    assertEquals(0, pool.usedBlocks());
    assertTrue(generates.finished());
    assertFalse(generates.running());
    scheduler.finish(generates); // again: nothing
    assertEquals(0, scheduler.running() + scheduler.waiting());
  }

  @Test
  void everyoneThatRunsAdvancesEvenWithATinyBudget() {
    given(16, 4, 1, true);
    Sequence first = add(3);
    add(3);
    assertEquals(List.of("1:1"), step());
    assertEquals(List.of("1:1"), step());
    assertEquals(List.of("1:1!"), step());
    assertEquals(List.of("1:1!"), step());
    scheduler.finish(first);
    assertEquals(List.of("2:1"), step());
  }

  @Test
  void prefixHitsAreCounted() {
    Sequence first = new Sequence(1, new int[] {1, 2, 3, 4, 5});
    scheduler.add(first);
    step();
    Sequence second = new Sequence(2, new int[] {1, 2, 3, 4, 6});
    scheduler.add(second);
    step();
    assertEquals(4, second.cachedTokens());
    assertEquals(10, scheduler.prefixQueriedTokens());
    assertEquals(4, scheduler.prefixHitTokens());
  }
}
