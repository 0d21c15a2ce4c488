package seseragi.server.page;

import java.util.concurrent.atomic.AtomicLongArray;
import seseragi.engine.EngineObserver;

/**
 * The last steps of the engine. Written by its thread, three stores a step and no allocation; read
 * by another, which at worst sees a step that is newer than it asked for.
 */
final class StepLog implements EngineObserver {
  /** As many as a reader may ask for. */
  static final int MOST = 64;

  private static final int KEPT = 4 * MOST;
  private static final int ROWS_LIMIT = 1 << 15;
  private static final long MICROS_LIMIT = 1L << 32;

  private final AtomicLongArray steps = new AtomicLongArray(KEPT); // rows, tokens, micros packed
  private volatile long count;

  /** A step: rows that generated, prompt tokens, duration. */
  record Step(int decodeTokens, int prefillTokens, long micros) {}

  @Override
  public void onStep(int decodeTokens, int prefillTokens, long nanos) {
    long at = count;
    long packed =
        (long) Math.min(decodeTokens, ROWS_LIMIT - 1) << 48
            | (long) Math.min(prefillTokens, ROWS_LIMIT - 1) << 32
            | Math.min(nanos / 1000, MICROS_LIMIT - 1);
    steps.setOpaque((int) (at % KEPT), packed);
    count = at + 1;
  }

  /** How many steps there were. */
  long count() {
    return count;
  }

  /** The step with this number, of the last {@link #MOST}. */
  Step get(long number) {
    long packed = steps.getOpaque((int) (number % KEPT));
    return new Step(
        (int) (packed >>> 48), (int) (packed >>> 32) & 0xffff, packed & (MICROS_LIMIT - 1));
  }
}
