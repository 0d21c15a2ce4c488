package seseragi.engine.schedule;

import java.util.Arrays;
import seseragi.engine.kvcache.BlockTable;

/**
 * One choice of a request on its way: its tokens, how many of them are computed, and its blocks.
 * Changed by its {@link Scheduler} only; a caller extends it with what else it must remember.
 *
 * <p>Sequences are older or younger by the number of their request, then by their choice.
 */
public class Sequence {
  private enum State {
    NEW,
    WAITING,
    RUNNING,
    FINISHED
  }

  private final long request;
  private final int choice;
  private final Sequence leader;
  private final int promptLength;
  private final BlockTable table = new BlockTable();
  private State state = State.NEW;
  private int[] tokens; // [length] prompt, then what was generated; the prompt's own array at first
  private int length;
  private int computed; // tokens whose keys and values are stored
  private int prefillEnd; // tokens to compute before the next one is generated
  private boolean prefilled; // the whole prompt was computed at least once
  private int cachedTokens;
  private int preemptions;

  /**
   * The first choice of a request.
   *
   * @param request number of the request, rising with its arrival
   * @param prompt tokens; not copied
   */
  public Sequence(long request, int[] prompt) {
    this.request = request;
    this.choice = 0;
    this.leader = this;
    this.promptLength = prompt.length;
    this.tokens = prompt;
    this.length = prompt.length;
  }

  /**
   * A further choice of a request; it waits until the first one has computed the prompt, to share
   * its blocks.
   *
   * @param first the first choice
   * @param choice 1 or more
   */
  public Sequence(Sequence first, int choice) {
    this.request = first.request;
    this.choice = choice;
    this.leader = first;
    this.promptLength = first.promptLength;
    this.tokens = first.tokens;
    this.length = promptLength;
  }

  /** Number of the request. */
  public final long request() {
    return request;
  }

  /** Which choice of it; from 0. */
  public final int choice() {
    return choice;
  }

  /** Tokens of the prompt. */
  public final int promptLength() {
    return promptLength;
  }

  /** Tokens of the prompt and of the answer so far. */
  public final int length() {
    return length;
  }

  /** Tokens of the answer so far. */
  public final int generated() {
    return length - promptLength;
  }

  /** Prompt and answer; the first {@link #length()} count. Not a copy. */
  public final int[] tokens() {
    return tokens;
  }

  /** Blocks. */
  public final BlockTable table() {
    return table;
  }

  /** Tokens whose keys and values are stored. */
  public final int computed() {
    return computed;
  }

  /** Prompt tokens that were found in the prefix cache when it first ran. */
  public final int cachedTokens() {
    return cachedTokens;
  }

  /** How often it had to give its blocks back. */
  public final int preemptions() {
    return preemptions;
  }

  /** True while it takes part in steps. */
  public final boolean running() {
    return state == State.RUNNING;
  }

  /** True when it is over. */
  public final boolean finished() {
    return state == State.FINISHED;
  }

  /** True while tokens are computed that were known before it (last) began to run. */
  final boolean prefilling() {
    return computed < prefillEnd;
  }

  final int prefillLeft() {
    return prefillEnd - computed;
  }

  /** True if nothing speaks against computing it now. */
  final boolean ready() {
    return choice == 0 || leader.prefilled || leader.finished();
  }

  final boolean olderThan(Sequence other) {
    return request < other.request || (request == other.request && choice < other.choice);
  }

  final void enqueue() {
    if (state != State.NEW) {
      throw new IllegalStateException("the sequence was scheduled before");
    }
    state = State.WAITING;
  }

  final void start(int cached) {
    state = State.RUNNING;
    computed = cached;
    prefillEnd = length;
    if (preemptions == 0) {
      cachedTokens = Math.min(cached, promptLength);
    }
  }

  final void preempt() {
    state = State.WAITING;
    computed = 0;
    preemptions++;
  }

  final void advance(int count) {
    computed += count;
    prefilled |= computed >= promptLength;
  }

  final void append(int token) {
    if (length == tokens.length) { // so the prompt's array, which is always full, is not written to
      tokens = Arrays.copyOf(tokens, Math.max(16, length + length / 2 + 1));
    }
    tokens[length++] = token;
  }

  final void finish() {
    state = State.FINISHED;
  }
}
