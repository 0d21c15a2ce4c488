package seseragi.engine.schedule;

import java.util.ArrayList;
import java.util.List;
import seseragi.engine.kvcache.BlockPool;
import seseragi.engine.kvcache.BlockTable;

/**
 * Decides who runs. A step takes one token of every sequence that generates, then pieces of prompts
 * up to the token budget, the oldest first; a sequence that waits is admitted as soon as its blocks
 * are there, and none overtakes an older one (except that the further choices of a request wait for
 * the first to compute their common prompt).
 *
 * <p>When a sequence needs a block and none is left, the youngest running one gives all of its back
 * and waits again, at its old place; it is computed anew later, from what the prefix cache still
 * has. So the oldest always advances, and each one ends.
 *
 * <p>The caller's round: {@link #plan}, compute, {@link #advance} for each sequence of the plan,
 * {@link #append} for those whose next token was sampled, {@link #finish} for those that end.
 *
 * @param <S> kind of sequence
 */
public final class Scheduler<S extends Sequence> {
  private final BlockPool pool;
  private final int maxRunning;
  private final int maxBatchTokens;
  private final List<S> waiting = new ArrayList<>(); // oldest first
  private final List<S> running = new ArrayList<>(); // oldest first
  private final StepPlan<S> plan;
  private long preemptions;
  private long prefixQueriedTokens;
  private long prefixHitTokens;

  /**
   * @param pool blocks; nobody else may take from it
   * @param maxSequences most sequences that run at once
   * @param maxBatchTokens most tokens of a step
   */
  public Scheduler(BlockPool pool, int maxSequences, int maxBatchTokens) {
    this.pool = pool;
    this.maxRunning = Math.min(maxSequences, maxBatchTokens); // each that runs has a row
    this.maxBatchTokens = maxBatchTokens;
    this.plan = new StepPlan<>(maxRunning);
  }

  /** Lets a new sequence wait. It must fit into the pool when alone: not checked here. */
  public void add(S sequence) {
    sequence.enqueue();
    insert(waiting, sequence);
  }

  /** Plans the next step; the plan is valid until the next call. Empty only if none waits. */
  public StepPlan<S> plan() {
    plan.clear();
    planDecodes();
    planPrefills();
    admit();
    return plan;
  }

  /** Notes that tokens of a sequence were computed. */
  public void advance(S sequence, int count) {
    sequence.advance(count);
    pool.publish(sequence.table(), sequence.tokens(), sequence.computed());
  }

  /** Adds a sampled token to a sequence, which will be computed in the next step. */
  public void append(S sequence, int token) {
    sequence.append(token);
  }

  /** Ends a sequence, whatever it does, and frees its blocks. */
  public void finish(S sequence) {
    if (!sequence.finished()) {
      (sequence.running() ? running : waiting).remove(sequence);
      pool.release(sequence.table());
      sequence.finish();
    }
  }

  /** Sequences that take part in steps. */
  public int running() {
    return running.size();
  }

  /** Sequences that wait, for the first time or again. */
  public int waiting() {
    return waiting.size();
  }

  /** Sequences that could be admitted before the limit is reached. */
  public int openPlaces() {
    return maxRunning - running.size();
  }

  /** How often a sequence had to give its blocks back. */
  public long preemptions() {
    return preemptions;
  }

  /** Prompt tokens that were looked up in the prefix cache. */
  public long prefixQueriedTokens() {
    return prefixQueriedTokens;
  }

  /** Of those, how many were found. */
  public long prefixHitTokens() {
    return prefixHitTokens;
  }

  /** Counts all blocks again; 0 unless there is a bug. See {@link BlockPool#countFaults}. */
  public int countFaults() {
    List<BlockTable> tables = new ArrayList<>();
    running.forEach(sequence -> tables.add(sequence.table()));
    waiting.forEach(sequence -> tables.add(sequence.table()));
    return pool.countFaults(tables);
  }

  private void planDecodes() {
    for (int i = 0; i < running.size(); i++) {
      S sequence = running.get(i);
      if (!sequence.prefilling() && makeRoom(sequence)) {
        plan.addDecode(sequence);
      }
    }
  }

  /** Takes blocks from the youngest until this one can grow; false if it was the youngest. */
  private boolean makeRoom(S sequence) {
    while (!pool.canGrow(sequence.table(), sequence.length())) {
      preempt(running.removeLast());
      if (!sequence.running()) {
        return false;
      }
    }
    pool.grow(sequence.table(), sequence.length());
    return true;
  }

  private void preempt(S sequence) {
    pool.release(sequence.table());
    sequence.preempt();
    insert(waiting, sequence);
    preemptions++;
  }

  private void planPrefills() {
    for (int i = 0; i < running.size() && plan.tokens() < maxBatchTokens; i++) {
      if (running.get(i).prefilling()) {
        planPrefill(running.get(i));
      }
    }
  }

  private void planPrefill(S sequence) {
    plan.add(sequence, Math.min(sequence.prefillLeft(), maxBatchTokens - plan.tokens()));
  }

  private void admit() {
    int next = 0;
    while (next < waiting.size() && running.size() < maxRunning && plan.tokens() < maxBatchTokens) {
      S sequence = waiting.get(next);
      if (pool.sharing() && !sequence.ready()) {
        next++;
      } else if (pool.canAllocate(sequence.tokens(), sequence.length(), spare())) {
        waiting.remove(next);
        start(sequence);
      } else {
        return; // the younger ones must not overtake it
      }
    }
  }

  /** Each running sequence will soon want a block; without these, newcomers would be preempted. */
  private int spare() {
    return running.size();
  }

  private void start(S sequence) {
    int cached = pool.allocate(sequence.table(), sequence.tokens(), sequence.length());
    if (pool.sharing() && sequence.preemptions() == 0) {
      prefixQueriedTokens += sequence.promptLength();
      prefixHitTokens += cached;
    }
    sequence.start(cached);
    insert(running, sequence);
    planPrefill(sequence);
  }

  private void insert(List<S> list, S sequence) {
    int at = list.size();
    while (at > 0 && sequence.olderThan(list.get(at - 1))) {
      at--;
    }
    list.add(at, sequence);
  }
}
