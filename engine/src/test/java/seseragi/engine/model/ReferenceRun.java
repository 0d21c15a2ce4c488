package seseragi.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import seseragi.kernels.KvStorage;
import seseragi.kernels.KvType;
import seseragi.kernels.Matrix;
import tools.jackson.databind.JsonNode;

/**
 * A model fed with the prompts and tokens of a reference, all prompts at once, and how far it is
 * from what was computed in double precision.
 *
 * @param steps tokens compared
 * @param greedyEqual how many of them are the model's own first choice
 * @param widestTie by how much any other choice is less likely than the reference's, in its own
 *     log-probabilities; 0 if there is none
 * @param largest difference of a log-probability
 * @param mean difference of a log-probability
 * @param largestLogit largest difference of a logit after a prompt
 */
record ReferenceRun(
    int steps,
    int greedyEqual,
    double widestTie,
    double largest,
    double mean,
    double largestLogit) {
  private static final int BLOCK_SIZE = 16;

  static ReferenceRun of(Model model, KvType kvType, JsonNode expected) {
    List<Fed> fed = new ArrayList<>();
    int blocks = 0;
    for (int i = 0; i < expected.get("prompts").size(); i++) {
      fed.add(new Fed(model, i, expected, blocks));
      blocks += fed.getLast().blockTable.length;
    }
    try (KvStorage storage = model.kvStorage(model.kvShape(blocks, BLOCK_SIZE, kvType))) {
      Measure measure = new Measure();
      Batch batch = new Batch(model.maxBatchTokens());
      fed.forEach(one -> one.prefill(batch, storage, measure));
      for (int step = 1; step < longest(fed); step++) {
        decode(model, batch, storage, fed, step, measure);
      }
      return measure.result();
    }
  }

  private static int longest(List<Fed> fed) {
    return fed.stream().mapToInt(one -> one.greedy.length).max().orElseThrow();
  }

  private static void decode(
      Model model, Batch batch, KvStorage storage, List<Fed> fed, int step, Measure measure) {
    List<Fed> running = fed.stream().filter(one -> step < one.greedy.length).toList();
    batch.clear();
    for (Fed one : running) {
      one.add(batch, one.prompt.length + step - 1, 1, true);
    }
    Matrix logits = model.forward(batch, storage);
    for (int i = 0; i < running.size(); i++) {
      measure.compare(running.get(i), step, logits, i);
    }
  }

  /** A prompt with the tokens that follow it, and its place in the KV cache. */
  private static final class Fed {
    private final Model model;
    private final JsonNode exact;
    private final int[] prompt;
    private final int[] greedy;
    private final int[] tokens; // prompt, then greedy
    private final int[] blockTable;

    Fed(Model model, int index, JsonNode expected, int firstBlock) {
      this.model = model;
      JsonNode given = expected.get("prompts").get(index);
      this.exact = expected.get("exact").get("prompts").get(index);
      this.prompt = integers(given.get("tokens"));
      this.greedy = integers(given.get("greedy"));
      this.tokens = IntStream.concat(IntStream.of(prompt), IntStream.of(greedy)).toArray();
      int blocks = Math.ceilDiv(tokens.length, BLOCK_SIZE);
      this.blockTable = IntStream.range(firstBlock, firstBlock + blocks).toArray();
    }

    void add(Batch batch, int position, int count, boolean wantsLogits) {
      batch.add(tokens, position, count, blockTable, blockTable.length, BLOCK_SIZE, wantsLogits);
    }

    void prefill(Batch batch, KvStorage storage, Measure measure) {
      int chunk = model.maxBatchTokens();
      for (int at = 0; at < prompt.length; at += chunk) {
        int count = Math.min(chunk, prompt.length - at);
        boolean last = at + count == prompt.length;
        batch.clear();
        add(batch, at, count, last);
        Matrix logits = model.forward(batch, storage);
        if (last) {
          measure.compare(this, 0, logits, 0);
          measure.comparePromptLogits(this, logits);
        }
      }
    }

    private static int[] integers(JsonNode array) {
      return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }
  }

  /** Adds up differences. */
  private static final class Measure {
    private int steps;
    private int greedyEqual;
    private double widestTie;
    private int compared;
    private double largest;
    private double sum;
    private double largestLogit;

    void compare(Fed fed, int step, Matrix logits, int row) {
      float[] values = new float[logits.columns()];
      logits.read(row, values, 0);
      double normalizer = logSumExp(values);
      for (JsonNode entry : fed.exact.get("steps").get(step).get("top")) {
        double found = values[entry.get(0).asInt()] - normalizer;
        double difference = Math.abs(found - entry.get(1).asDouble());
        largest = Math.max(largest, difference);
        sum += difference;
        compared++;
      }
      steps++;
      if (first(values) == fed.greedy[step]) {
        greedyEqual++;
      } else {
        JsonNode top = fed.exact.get("steps").get(step).get("top");
        widestTie = Math.max(widestTie, shortfall(top, first(values)));
      }
    }

    /** By how much a token is less likely than the first. */
    private static double shortfall(JsonNode top, int token) {
      for (JsonNode entry : top) {
        if (entry.get(0).asInt() == token) {
          return top.get(0).get(1).asDouble() - entry.get(1).asDouble();
        }
      }
      return Double.POSITIVE_INFINITY;
    }

    void comparePromptLogits(Fed fed, Matrix logits) {
      float[] values = new float[logits.columns()];
      logits.read(0, values, 0);
      JsonNode exact = fed.exact.get("prompt_logits");
      for (int i = 0; i < values.length; i++) {
        largestLogit = Math.max(largestLogit, Math.abs(values[i] - exact.get(i).asDouble()));
      }
    }

    private static double logSumExp(float[] values) {
      double max = values[first(values)];
      double total = 0;
      for (float value : values) {
        total += Math.exp(value - max);
      }
      return max + Math.log(total);
    }

    private static int first(float[] values) {
      return IntStream.range(0, values.length)
          .reduce((a, b) -> values[b] > values[a] ? b : a)
          .orElseThrow();
    }

    ReferenceRun result() {
      double difference = Double.isNaN(sum) ? Double.NaN : largest;
      return new ReferenceRun(
          steps, greedyEqual, widestTie, difference, sum / compared, largestLogit);
    }
  }
}
