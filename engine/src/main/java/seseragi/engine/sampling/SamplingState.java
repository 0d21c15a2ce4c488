package seseragi.engine.sampling;

import java.util.Map;
import java.util.stream.IntStream;

/**
 * What one choice remembers between its tokens: its random stream, and the tokens that are
 * penalized. Two states of equal parameters and prompt draw equal tokens from equal logits,
 * whatever else the engine does.
 */
public final class SamplingState {
  private final SamplingParams params;
  private final RandomStream random;
  private final int[] biasedTokens; // [biases]
  private final float[] biases; // [biases]
  private final int[] promptTokens; // each once, ascending; empty if they are not penalized
  private final TokenCounts counts = new TokenCounts();
  private final boolean penalizes;

  /**
   * The state of a first choice.
   *
   * @param prompt tokens that the repetition penalty counts
   */
  public SamplingState(SamplingParams params, int[] prompt) {
    this.params = params;
    random = new RandomStream(params.seed());
    biasedTokens = new int[params.logitBias().size()];
    biases = new float[biasedTokens.length];
    int i = 0;
    for (Map.Entry<Integer, Float> bias : params.logitBias().entrySet()) {
      biasedTokens[i] = bias.getKey();
      biases[i++] = bias.getValue();
    }
    boolean repetition = params.repetitionPenalty() != 1;
    promptTokens = repetition ? IntStream.of(prompt).sorted().distinct().toArray() : new int[0];
    penalizes = repetition || params.frequencyPenalty() != 0 || params.presencePenalty() != 0;
  }

  /**
   * The state of a further choice with the same prompt, which it shares.
   *
   * @param choice its number; its seed is by so much larger than that of the first
   */
  public SamplingState(SamplingState first, int choice) {
    params = first.params;
    random = new RandomStream(first.params.seed() + choice);
    biasedTokens = first.biasedTokens;
    biases = first.biases;
    promptTokens = first.promptTokens;
    penalizes = first.penalizes;
  }

  SamplingParams params() {
    return params;
  }

  /** A number from 0 to below 1; the stream moves on. */
  double random() {
    return random.nextDouble();
  }

  /** Whether {@link #adjust} does anything. */
  boolean adjusts() {
    return penalizes || biases.length > 0;
  }

  /** Adds biases, then applies penalties. */
  void adjust(float[] logits) {
    for (int i = 0; i < biases.length; i++) {
      logits[biasedTokens[i]] += biases[i];
    }
    if (penalizes) {
      for (int token : promptTokens) {
        logits[token] = TokenCounts.repeated(logits[token], params.repetitionPenalty());
      }
      counts.penalize(logits, params, promptTokens);
    }
  }

  void accept(int token) {
    if (penalizes) {
      counts.add(token);
    }
  }
}
