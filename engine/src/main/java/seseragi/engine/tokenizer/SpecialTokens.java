package seseragi.engine.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the tokens that are taken out of a text before it is split: control tokens where the text
 * is trusted, user-defined tokens everywhere. Longer ones first, in the whole text; of equal ones
 * the leftmost (as llama.cpp does).
 */
final class SpecialTokens {
  /** No model has a longer one; the time for a text grows with it. */
  static final int LONGEST = 1024;

  private final Vocabulary vocabulary;
  private final LongIntMap children; // (node, char) -> node; 0 is the root
  private final IntList tokens = new IntList(); // by node: the token that ends here, or -1

  SpecialTokens(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.children = new LongIntMap(1 << 10);
    tokens.add(-1);
    for (int token = 0; token < vocabulary.size(); token++) {
      if (vocabulary.isTakenWhole(token)) {
        insert(vocabulary.text(token), token);
      }
    }
  }

  private void insert(String text, int token) {
    int node = 0;
    for (int i = 0; i < text.length(); i++) {
      long key = LongIntMap.key(node, text.charAt(i));
      children.putIfAbsent(key, tokens.size());
      node = children.get(key);
      if (node == tokens.size()) {
        tokens.add(-1);
      }
    }
    tokens.set(node, token);
  }

  /** A special token in a text, with the spaces on its right that belong to it. */
  record Match(int start, int end, int token) {}

  /** The matches in a text, from left to right; none shares a character with another. */
  List<Match> find(String text, TrustedRanges trust) {
    LongHeap candidates = new LongHeap(); // longest first, then leftmost
    for (int at = 0; at < text.length(); at++) {
      int length = longest(text, at, text.length(), trust);
      if (length > 0) {
        candidates.append(candidate(at, length));
      }
    }
    candidates.order();
    return candidates.isEmpty() ? List.of() : choose(text, trust, candidates);
  }

  private List<Match> choose(String text, TrustedRanges trust, LongHeap candidates) {
    List<Match> matches = new ArrayList<>();
    boolean[] taken = new boolean[text.length()];
    while (!candidates.isEmpty()) {
      long candidate = candidates.poll();
      int at = (int) candidate;
      int end = at + LONGEST - (int) (candidate >>> 32);
      int free = at;
      while (free < end && !taken[free]) {
        free++;
      }
      if (free == end) {
        matches.add(take(text, at, end, taken));
      } else if (free > at) {
        int shorter = longest(text, at, free, trust);
        if (shorter > 0) {
          candidates.add(candidate(at, shorter));
        }
      }
    }
    matches.sort(Comparator.comparingInt(Match::start));
    return matches;
  }

  private static long candidate(int at, int length) {
    return (long) (LONGEST - length) << 32 | at;
  }

  private Match take(String text, int at, int end, boolean[] taken) {
    int token = tokenOf(text, at, end);
    int stop = end;
    if (vocabulary.takesSpacesOnItsRight(token)) {
      while (stop < text.length() && !taken[stop] && isAsciiSpace(text.charAt(stop))) {
        stop++;
      }
    }
    Arrays.fill(taken, at, stop, true);
    return new Match(at, stop, token);
  }

  private static boolean isAsciiSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private int tokenOf(String text, int at, int end) {
    int node = 0;
    for (int i = at; i < end; i++) {
      node = children.get(LongIntMap.key(node, text.charAt(i)));
    }
    return tokens.get(node);
  }

  /** The length of the longest token that may stand at a place and ends by {@code limit}; or 0. */
  private int longest(String text, int at, int limit, TrustedRanges trust) {
    int node = children.get(LongIntMap.key(0, text.charAt(at)));
    if (node == LongIntMap.ABSENT) {
      return 0;
    }
    int trustedUntil = trust.trustedUntil(at);
    int longest = 0;
    for (int i = at + 1; ; i++) {
      int token = tokens.get(node);
      if (token >= 0 && (i <= trustedUntil || !vocabulary.type(token).isSpecial())) {
        longest = i - at;
      }
      if (i >= limit) {
        return longest;
      }
      node = children.get(LongIntMap.key(node, text.charAt(i)));
      if (node == LongIntMap.ABSENT) {
        return longest;
      }
    }
  }
}
