package seseragi.engine.tokenizer;

import java.util.Arrays;

/**
 * Which two neighbouring symbols merge, into what, and how early: the lowest rank first. A symbol
 * is a number: a token, or a text that is no token but can become part of one.
 */
final class MergeTable {
  /** No merge. */
  static final int NONE = LongIntMap.ABSENT;

  private final LongIntMap slots;
  private int[] ranks;
  private int[] results;

  MergeTable(int expected) {
    slots = new LongIntMap(expected);
    ranks = new int[Math.max(8, expected)];
    results = new int[ranks.length];
  }

  /** The first entry of a pair counts. Symbols are not negative here. */
  void put(int left, int right, int rank, int result) {
    int slot = slots.size();
    slots.putIfAbsent(LongIntMap.key(left, right), slot);
    if (slots.size() == slot) {
      return;
    }
    if (slot == ranks.length) {
      ranks = Arrays.copyOf(ranks, slot * 2);
      results = Arrays.copyOf(results, slot * 2);
    }
    ranks[slot] = rank;
    results[slot] = result;
  }

  /** The merge of a pair, for {@link #rank} and {@link #result}, or {@link #NONE}. */
  int find(int left, int right) {
    return left < 0 || right < 0 ? NONE : slots.get(LongIntMap.key(left, right));
  }

  int rank(int merge) {
    return ranks[merge];
  }

  int result(int merge) {
    return results[merge];
  }
}
