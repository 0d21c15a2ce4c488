package seseragi.engine.kvcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockPoolTest {
  private final BlockPool pool = new BlockPool(8, 4, true);

  private BlockTable computed(int... tokens) {
    BlockTable table = new BlockTable();
    pool.allocate(table, tokens, tokens.length);
    pool.publish(table, tokens, tokens.length);
    return table;
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  @Test
  void equalBeginningsShareTheirFullBlocks() {
    BlockTable first = computed(range(0, 10));
    int[] other = range(0, 12);
    other[9] = 99;
    BlockTable second = new BlockTable();
    assertEquals(8, pool.allocate(second, other, 12));
    assertEquals(first.blocks()[0], second.blocks()[0]);
    assertEquals(first.blocks()[1], second.blocks()[1]);
    assertEquals(2, pool.sharedBlocks());
    assertEquals(4, pool.usedBlocks());
    assertEquals(0, pool.countFaults(List.of(first, second)));
  }

  @Test
  void holdersTellFreeKeptUsedAndSharedBlocksApart() {
    BlockTable first = computed(range(0, 8));
    BlockTable second = new BlockTable();
    pool.allocate(second, range(0, 10), 10);
    BlockTable gone = computed(range(50, 54));
    int kept = gone.blocks()[0];
    pool.release(gone);
    int[] holders = pool.holders();
    assertEquals(2, holders[first.blocks()[0]]);
    assertEquals(1, holders[second.blocks()[2]]);
    assertEquals(BlockPool.CACHED, holders[kept]);
    assertEquals(pool.freeBlocks(), IntStream.of(holders).filter(held -> held == 0).count());
  }

  @Test
  void theLastTokenIsNeverShared() {
    computed(range(0, 8));
    BlockTable same = new BlockTable();
    assertEquals(4, pool.allocate(same, range(0, 8), 8));
  }

  @Test
  void equalTokensAfterAnotherBeginningAreNotShared() {
    computed(range(0, 8));
    int[] other = range(0, 9);
    other[0] = 77;
    assertEquals(0, pool.allocate(new BlockTable(), other, 9));
  }

  @Test
  void releasedBlocksStayUntilTheyAreNeededAndTheTailGoesFirst() {
    BlockTable table = computed(range(0, 16));
    int head = table.blocks()[0];
    int tail = table.blocks()[3];
    pool.release(table);
    assertEquals(4, pool.cachedBlocks());
    assertEquals(4, pool.freeBlocks());
    BlockTable other = new BlockTable();
    pool.allocate(other, range(100, 120), 20);
    assertEquals(tail, other.blocks()[4]);
    assertEquals(3, pool.cachedBlocks());
    pool.release(other);
    BlockTable again = new BlockTable();
    assertEquals(12, pool.allocate(again, range(0, 13), 13));
    assertEquals(head, again.blocks()[0]);
  }

  @Test
  void computingTheSameTwiceKeepsOneCopy() {
    int[] tokens = range(0, 9);
    BlockTable first = new BlockTable();
    BlockTable second = new BlockTable();
    pool.allocate(first, tokens, 9);
    pool.allocate(second, tokens, 9);
    assertEquals(6, pool.usedBlocks());
    pool.publish(first, tokens, 9);
    pool.publish(second, tokens, 9);
    assertEquals(4, pool.usedBlocks());
    assertEquals(first.blocks()[1], second.blocks()[1]);
    assertEquals(0, pool.countFaults(List.of(first, second)));
  }

  @Test
  void askingAnswersWhatTakingDoes() {
    computed(range(0, 16));
    assertTrue(pool.canAllocate(range(0, 32), 32, 0));
    assertFalse(pool.canAllocate(range(0, 32), 32, 1));
    assertFalse(pool.canAllocate(range(100, 132), 32, 0));
    assertThrows(
        IllegalStateException.class, () -> pool.allocate(new BlockTable(), range(100, 132), 32));
  }

  @Test
  void withoutSharingNothingIsKept() {
    BlockPool plain = new BlockPool(4, 4, false);
    BlockTable table = new BlockTable();
    int[] tokens = range(0, 16);
    assertEquals(0, plain.allocate(table, tokens, 16));
    plain.publish(table, tokens, 16);
    plain.release(table);
    assertEquals(4, plain.freeBlocks());
    assertEquals(0, plain.countFaults(List.of()));
  }

  @Test
  void collidingHashesAreHarmless() {
    // one bucket: a pool of one block's size still tells all beginnings apart
    PrefixIndex index = new PrefixIndex(1, 2);
    index.add(0, PrefixIndex.NONE, new int[] {1, 2}, 0);
    for (int a = 0; a < 200; a++) {
      for (int b = 0; b < 200; b++) {
        int expected = a == 1 && b == 2 ? 0 : PrefixIndex.NONE;
        assertEquals(expected, index.find(PrefixIndex.NONE, new int[] {a, b}, 0));
      }
    }
  }

  @Test
  void theCheckFindsALostAndAStolenBlock() {
    BlockTable table = computed(range(0, 8));
    assertEquals(2, pool.countFaults(List.of()));
    BlockTable thief = new BlockTable();
    thief.add(table.blocks()[0]);
    assertEquals(1, pool.countFaults(List.of(table, thief)));
  }
}
