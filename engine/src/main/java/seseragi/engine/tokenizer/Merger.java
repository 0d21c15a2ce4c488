package seseragi.engine.tokenizer;

import java.util.Arrays;

/**
 * Merges the symbols of one word, always the pair of lowest rank and of those the leftmost, until
 * no pair is left (Sennrich et al. 2016, arXiv:1508.07909, section 3.2; SentencePiece's BPE does
 * the same with scores). n log n in the number of symbols.
 *
 * <p>A workspace: not thread-safe, reused from word to word.
 */
final class Merger {
  /** Up to this many symbols looking at all pairs again is faster than a heap. */
  private static final int SHORT_WORD = 24;

  private final MergeTable table;
  private final LongHeap heap = new LongHeap(); // rank in the upper half, left symbol in the lower
  private int[] symbols = new int[64];
  private int[] merges = new int[64]; // merges[i]: of symbol i with the next living one
  private int[] next = new int[64];
  private int[] previous = new int[64];

  Merger(MergeTable table) {
    this.table = table;
  }

  /** The array whose first symbols {@link #merge} works on, with room for {@code size}. */
  int[] symbols(int size) {
    if (symbols.length < size) {
      symbols = Arrays.copyOf(symbols, Math.max(size, symbols.length * 2));
      merges = new int[symbols.length];
      next = new int[symbols.length];
      previous = new int[symbols.length];
    }
    return symbols;
  }

  /** Merges the first {@code count} symbols in place and tells how many are left. */
  int merge(int count) {
    if (count < 2) {
      return count;
    }
    for (int i = 0; i < count - 1; i++) {
      merges[i] = table.find(symbols[i], symbols[i + 1]);
    }
    merges[count - 1] = MergeTable.NONE;
    return count <= SHORT_WORD ? mergeShort(count) : mergeLong(count);
  }

  private int mergeShort(int count) {
    int left = count;
    for (int best = best(left); best >= 0; best = best(left)) {
      symbols[best] = table.result(merges[best]);
      int rest = left - best - 2;
      System.arraycopy(symbols, best + 2, symbols, best + 1, rest);
      System.arraycopy(merges, best + 2, merges, best + 1, rest);
      left--;
      merges[best] =
          best + 1 < left ? table.find(symbols[best], symbols[best + 1]) : MergeTable.NONE;
      if (best > 0) {
        merges[best - 1] = table.find(symbols[best - 1], symbols[best]);
      }
    }
    return left;
  }

  /** The leftmost of the pairs of lowest rank, or -1. */
  private int best(int count) {
    int best = -1;
    int bestRank = Integer.MAX_VALUE;
    for (int i = 0; i < count - 1; i++) {
      if (merges[i] != MergeTable.NONE && table.rank(merges[i]) < bestRank) {
        best = i;
        bestRank = table.rank(merges[i]);
      }
    }
    return best;
  }

  private int mergeLong(int count) {
    link(count);
    while (!heap.isEmpty()) {
      long candidate = heap.poll();
      int left = (int) candidate;
      int merge = merges[left];
      // One of the pair may be gone or changed since: then its place has another merge or none.
      if (merge != MergeTable.NONE && table.rank(merge) == (int) (candidate >>> 32)) {
        mergeAt(left, count);
      }
    }
    return compact(count);
  }

  private void link(int count) {
    heap.clear();
    for (int i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      if (merges[i] != MergeTable.NONE) {
        heap.append(candidate(i));
      }
    }
    heap.order();
  }

  private void mergeAt(int left, int count) {
    int right = next[left];
    symbols[left] = table.result(merges[left]);
    merges[right] = MergeTable.NONE;
    next[left] = next[right];
    if (next[left] < count) {
      previous[next[left]] = left;
      consider(left, next[left]);
    } else {
      merges[left] = MergeTable.NONE;
    }
    if (previous[left] >= 0) {
      consider(previous[left], left);
    }
  }

  private void consider(int left, int right) {
    merges[left] = table.find(symbols[left], symbols[right]);
    if (merges[left] != MergeTable.NONE) {
      heap.add(candidate(left));
    }
  }

  private long candidate(int left) {
    return (long) table.rank(merges[left]) << 32 | left;
  }

  private int compact(int count) {
    int size = 0;
    for (int i = 0; i < count; i = next[i]) {
      symbols[size++] = symbols[i];
    }
    return size;
  }
}
