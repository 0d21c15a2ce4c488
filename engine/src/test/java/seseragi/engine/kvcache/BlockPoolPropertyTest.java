package seseragi.engine.kvcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random use of a pool against what can be said without one: a block's content is the text up to
 * its end, and whoever is told that tokens need not be computed must find exactly their text there.
 */
class BlockPoolPropertyTest {
  private static final int SEEDS = 300;
  private static final int OPERATIONS = 400;

  /** A sequence as its owner sees it. */
  private static final class Owner {
    final BlockTable table = new BlockTable();
    int[] tokens;
    int computed;

    Owner(int[] tokens) {
      this.tokens = tokens;
    }
  }

  /** What lies in the cache's memory: for each slot, the text up to it; -1 is rubbish. */
  private final Map<Integer, String> memory = new HashMap<>();

  @Test
  void everyBlockHoldsWhatItsOwnersBelieve() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      memory.clear();
      try {
        run(new SplittableRandom(seed));
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
  }

  private void run(SplittableRandom random) {
    int blockSize = random.nextInt(1, 6);
    BlockPool pool = new BlockPool(random.nextInt(1, 30), blockSize, random.nextInt(5) > 0);
    List<Owner> owners = new ArrayList<>();
    for (int i = 0; i < OPERATIONS; i++) {
      switch (random.nextInt(4)) {
        case 0 -> admit(random, pool, owners);
        case 1 -> compute(random, pool, owners);
        case 2 -> extend(random, pool, owners);
        case 3 -> leave(random, pool, owners);
        default -> throw new AssertionError();
      }
      check(pool, owners);
    }
    owners.forEach(owner -> pool.release(owner.table));
    assertEquals(0, pool.usedBlocks());
    assertEquals(0, pool.countFaults(List.of()));
  }

  private void admit(SplittableRandom random, BlockPool pool, List<Owner> owners) {
    int length = random.nextInt(1, 40);
    int[] tokens = new int[length];
    for (int i = 0; i < length; i++) {
      tokens[i] = i < length / 2 ? i : random.nextInt(2); // many equal beginnings
    }
    int spare = random.nextInt(3);
    int before = pool.freeBlocks() + pool.cachedBlocks();
    if (pool.canAllocate(tokens, length, spare)) {
      Owner owner = new Owner(tokens);
      owner.computed = pool.allocate(owner.table, tokens, length);
      assertTrue(owner.computed < length, "the last token must be computed");
      assertEquals(0, owner.computed % pool.blockSize());
      owners.add(owner);
      assertTrue(pool.freeBlocks() + pool.cachedBlocks() >= spare, "the spare blocks are gone");
    } else {
      assertTrue(pool.blocksFor(length) + spare > before, "refused although it fits");
    }
  }

  private void compute(SplittableRandom random, BlockPool pool, List<Owner> owners) {
    if (owners.isEmpty()) {
      return;
    }
    Owner owner = owners.get(random.nextInt(owners.size()));
    int from = owner.computed;
    owner.computed = random.nextInt(from, owner.tokens.length + 1);
    for (int position = from; position < owner.computed; position++) {
      memory.put(slot(pool, owner, position), text(owner.tokens, position));
    }
    pool.publish(owner.table, owner.tokens, owner.computed);
  }

  private void extend(SplittableRandom random, BlockPool pool, List<Owner> owners) {
    if (owners.isEmpty()) {
      return;
    }
    Owner owner = owners.get(random.nextInt(owners.size()));
    int length = owner.tokens.length + 1;
    if (pool.canGrow(owner.table, length)) {
      pool.grow(owner.table, length);
      owner.tokens = Arrays.copyOf(owner.tokens, length);
      owner.tokens[length - 1] = random.nextInt(2);
    } else {
      assertEquals(0, pool.freeBlocks() + pool.cachedBlocks());
    }
  }

  private void leave(SplittableRandom random, BlockPool pool, List<Owner> owners) {
    if (!owners.isEmpty() && random.nextInt(2) == 0) {
      pool.release(owners.remove(random.nextInt(owners.size())).table);
    }
  }

  private void check(BlockPool pool, List<Owner> owners) {
    List<BlockTable> tables = owners.stream().map(owner -> owner.table).toList();
    assertEquals(0, pool.countFaults(tables));
    assertEquals(pool.totalBlocks(), pool.freeBlocks() + pool.cachedBlocks() + pool.usedBlocks());
    Set<Integer> used = new HashSet<>();
    Set<Integer> shared = new HashSet<>();
    for (Owner owner : owners) {
      assertEquals(pool.blocksFor(owner.tokens.length), owner.table.size());
      for (int i = 0; i < owner.table.size(); i++) {
        if (!used.add(owner.table.blocks()[i])) {
          shared.add(owner.table.blocks()[i]);
        }
      }
      for (int position = 0; position < owner.computed; position++) {
        assertEquals(text(owner.tokens, position), memory.get(slot(pool, owner, position)));
      }
    }
    assertEquals(used.size(), pool.usedBlocks());
    assertEquals(shared.size(), pool.sharedBlocks());
  }

  private static int slot(BlockPool pool, Owner owner, int position) {
    int block = owner.table.blocks()[position / pool.blockSize()];
    return block * pool.blockSize() + position % pool.blockSize();
  }

  private static String text(int[] tokens, int position) {
    return Arrays.toString(Arrays.copyOf(tokens, position + 1));
  }
}
