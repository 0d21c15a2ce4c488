package seseragi.server.page;

import seseragi.engine.EngineStats;
import seseragi.server.json.JsonText;
import tools.jackson.core.JsonGenerator;

/**
 * One look at the engine after the other, as JSON. Counters run since the engine's start; {@code
 * steps} are those since the last frame, the newest at most. Not thread-safe.
 */
final class EngineFrame {
  /** Most squares that a picture of the blocks has. */
  private static final int CELLS = 1024;

  private final StepLog log;
  private long told;

  EngineFrame(StepLog log) {
    this.log = log;
    told = log.count();
  }

  /**
   * The next frame.
   *
   * @param holders of each block, see {@link seseragi.engine.Engine#blockHolders}; empty while that
   *     is not known
   */
  byte[] next(EngineStats stats, int[] holders) {
    long count = log.count();
    long from = Math.max(told, count - StepLog.MOST);
    told = count;
    return JsonText.object(
        out -> {
          counts(out, stats);
          blocks(out, stats, holders);
          out.writeArrayPropertyStart("steps");
          for (long number = from; number < count; number++) {
            step(out, log.get(number));
          }
          out.writeEndArray();
        });
  }

  private static void counts(JsonGenerator out, EngineStats stats) {
    out.writeNumberProperty("running", stats.running());
    out.writeNumberProperty("waiting", stats.waiting());
    out.writeNumberProperty("step_count", stats.steps());
    out.writeNumberProperty("prompt_tokens", stats.promptTokens());
    out.writeNumberProperty("generated_tokens", stats.generatedTokens());
    out.writeNumberProperty("prefix_queried_tokens", stats.prefixQueriedTokens());
    out.writeNumberProperty("prefix_hit_tokens", stats.prefixHitTokens());
    out.writeNumberProperty("preemptions", stats.preemptions());
  }

  private static void blocks(JsonGenerator out, EngineStats stats, int[] holders) {
    int perCell = Math.max(1, Math.ceilDiv(holders.length, CELLS));
    out.writeObjectPropertyStart("blocks");
    out.writeNumberProperty("total", stats.totalBlocks());
    out.writeNumberProperty("free", stats.freeBlocks());
    out.writeNumberProperty("cached", stats.cachedBlocks());
    out.writeNumberProperty("used", stats.usedBlocks());
    out.writeNumberProperty("shared", stats.sharedBlocks());
    out.writeNumberProperty("per_cell", perCell);
    out.writeStringProperty("cells", cells(holders, perCell));
    out.writeEndObject();
  }

  /**
   * A digit for each cell: 0 free, 1 cached, 2 used, 3 shared. A cell of several blocks is what the
   * most wanted of them is.
   */
  static String cells(int[] holders, int perCell) {
    StringBuilder cells = new StringBuilder(Math.ceilDiv(holders.length, perCell));
    for (int at = 0; at < holders.length; at += perCell) {
      int state = 0;
      for (int i = at; i < Math.min(holders.length, at + perCell); i++) {
        state = Math.max(state, state(holders[i]));
      }
      cells.append((char) ('0' + state));
    }
    return cells.toString();
  }

  private static int state(int holders) {
    return holders < 0 ? 1 : holders == 0 ? 0 : Math.min(3, holders + 1);
  }

  private static void step(JsonGenerator out, StepLog.Step step) {
    out.writeStartArray();
    out.writeNumber(step.decodeTokens());
    out.writeNumber(step.prefillTokens());
    out.writeNumber(step.micros());
    out.writeEndArray();
  }
}
