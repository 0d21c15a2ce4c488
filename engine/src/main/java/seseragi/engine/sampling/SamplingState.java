package seseragi.engine.sampling;

import java.util.Map;

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
  private final TokenCounts counts = new TokenCounts();
  private final boolean penalizes;

  /**
   * @param params of the choice; its seed is this choice's own
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
    penalizes =
        params.repetitionPenalty() != 1
            || params.frequencyPenalty() != 0
            || params.presencePenalty() != 0;
    if (params.repetitionPenalty() != 1) {
      for (int token : prompt) {
        counts.addPrompt(token);
      }
    }
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
      counts.penalize(logits, params);
    }
  }

  void accept(int token) {
    if (penalizes) {
      counts.addGenerated(token);
    }
  }
}
