package seseragi.engine.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * Who takes part in a step, with how many tokens: first those that generate, one token each, then
 * pieces of prompts. Filled anew for each step by its {@link Scheduler}.
 *
 * @param <S> kind of sequence
 */
public final class StepPlan<S extends Sequence> {
  private final List<S> sequences = new ArrayList<>();
  private final int[] counts; // [sequences]
  private int tokens;
  private int decodeRows;

  StepPlan(int maxSequences) {
    counts = new int[maxSequences];
  }

  void clear() {
    sequences.clear();
    tokens = 0;
    decodeRows = 0;
  }

  void addDecode(S sequence) {
    add(sequence, 1);
    decodeRows++;
  }

  void add(S sequence, int count) {
    counts[sequences.size()] = count;
    sequences.add(sequence);
    tokens += count;
  }

  /** Sequences that take part. */
  public int size() {
    return sequences.size();
  }

  /** True if there is nothing to do. */
  public boolean isEmpty() {
    return sequences.isEmpty();
  }

  /** A sequence that takes part. */
  public S sequence(int index) {
    return sequences.get(index);
  }

  /** How many of its tokens are computed, from {@link Sequence#computed()} on. */
  public int count(int index) {
    return counts[index];
  }

  /** Whether these are its last known tokens, so that the next one can be sampled. */
  public boolean wantsLogits(int index) {
    S sequence = sequences.get(index);
    return sequence.computed() + counts[index] == sequence.length();
  }

  /** Tokens of all sequences together. */
  public int tokens() {
    return tokens;
  }

  /** Sequences that generate. */
  public int decodeRows() {
    return decodeRows;
  }

  /** Tokens of prompts. */
  public int prefillTokens() {
    return tokens - decodeRows;
  }
}
