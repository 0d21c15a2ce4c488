package seseragi.engine.sampling;

import java.util.Arrays;

/**
 * How often each token was generated: a hash table with open addressing. Allocates only when the
 * number of different tokens doubles.
 */
final class TokenCounts {
  private static final int EMPTY = -1;

  private int[] tokens = {EMPTY, EMPTY, EMPTY, EMPTY}; // [capacity, a power of two]
  private int[] counts = new int[tokens.length]; // [capacity]
  private int size;

  /** Notes a token. */
  void add(int token) {
    int at = place(token); // may replace the arrays, so it comes first
    counts[at]++;
  }

  /**
   * Repetition penalty for all tokens but those that have it already; frequency and presence
   * penalty for all.
   *
   * @param penalized in ascending order
   */
  void penalize(float[] logits, SamplingParams params, int[] penalized) {
    float repetition = params.repetitionPenalty();
    for (int i = 0; i < tokens.length; i++) {
      int token = tokens[i];
      if (token != EMPTY) {
        if (repetition != 1 && Arrays.binarySearch(penalized, token) < 0) {
          logits[token] = repeated(logits[token], repetition);
        }
        logits[token] -= counts[i] * params.frequencyPenalty() + params.presencePenalty();
      }
    }
  }

  /** The logit of a token that was there before. */
  static float repeated(float logit, float penalty) {
    return logit > 0 ? logit / penalty : logit * penalty;
  }

  private int place(int token) {
    if (2 * size >= tokens.length) {
      grow();
    }
    int at = find(token);
    if (tokens[at] == EMPTY) {
      tokens[at] = token;
      size++;
    }
    return at;
  }

  private int find(int token) {
    int mask = tokens.length - 1;
    int at = ((token * 0x9E3779B9) >>> 7) & mask;
    while (tokens[at] != EMPTY && tokens[at] != token) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    int[] oldTokens = tokens;
    int[] oldCounts = counts;
    tokens = new int[2 * oldTokens.length];
    counts = new int[2 * oldTokens.length];
    Arrays.fill(tokens, EMPTY);
    for (int i = 0; i < oldTokens.length; i++) {
      if (oldTokens[i] != EMPTY) {
        int at = find(oldTokens[i]);
        tokens[at] = oldTokens[i];
        counts[at] = oldCounts[i];
      }
    }
  }
}
