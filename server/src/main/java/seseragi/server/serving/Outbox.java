package seseragi.server.serving;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import seseragi.engine.GenerationEvent;
import seseragi.engine.GenerationEvent.Delta;
import seseragi.engine.TokenLogprob;

/**
 * Events that wait for a slow reader. Texts of the same choice that follow one another melt
 * together. Not thread-safe.
 *
 * @param <T> whatever tells the requests apart whose events wait together
 */
public final class Outbox<T> {
  /** An event and the request it is of. */
  public record Entry<T>(T of, GenerationEvent event) {}

  private static final int OVERHEAD = 64; // bytes of an entry, roughly
  private static final int LOGPROB = 48; // bytes of an alternative, roughly

  private static final int MELTED = 8192; // larger ones grow no more: copying would be quadratic

  private final long limit;
  private final Deque<Entry<T>> waiting = new ArrayDeque<>();
  private long size;

  /**
   * @param limit bytes, roughly, that may wait
   */
  public Outbox(long limit) {
    this.limit = limit;
  }

  /**
   * Takes an event.
   *
   * @return false if the reader is too slow: more waits than may
   */
  public boolean add(T of, GenerationEvent event) {
    size += sizeOf(event);
    if (event instanceof Delta next
        && waiting.peekLast() instanceof Entry<T>(T last, Delta before)
        && last.equals(of)
        && before.choice() == next.choice()
        && sizeOf(before) < MELTED) {
      waiting.removeLast();
      waiting.addLast(new Entry<>(of, melt(before, next)));
    } else {
      size += OVERHEAD;
      waiting.addLast(new Entry<>(of, event));
    }
    return size <= limit;
  }

  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The oldest entry, which is removed. */
  public Entry<T> remove() {
    Entry<T> entry = waiting.removeFirst();
    size = waiting.isEmpty() ? 0 : size - sizeOf(entry.event()) - OVERHEAD;
    return entry;
  }

  /** Forgets everything. */
  public void clear() {
    waiting.clear();
    size = 0;
  }

  private static Delta melt(Delta a, Delta b) {
    List<TokenLogprob> logprobs = new ArrayList<>(a.logprobs());
    logprobs.addAll(b.logprobs());
    return new Delta(a.choice(), a.text() + b.text(), a.tokens() + b.tokens(), logprobs);
  }

  private static long sizeOf(GenerationEvent event) {
    if (!(event instanceof Delta delta)) {
      return 0;
    }
    long alternatives = 0;
    for (TokenLogprob logprob : delta.logprobs()) {
      alternatives += 1 + logprob.top().size();
    }
    return 2L * delta.text().length() + LOGPROB * alternatives;
  }
}
