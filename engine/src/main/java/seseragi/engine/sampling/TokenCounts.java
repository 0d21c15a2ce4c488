package seseragi.engine.sampling;

import java.util.Arrays;

/**
 * Which tokens a text has, and how often each was generated: a hash table with open addressing.
 * Allocates only when the number of different tokens doubles.
 */
final class TokenCounts {
  private static final int EMPTY = -1;

  private int[] tokens = new int[64]; // [capacity]
  private int[] generated = new int[64]; // [capacity]
  private int size;

  TokenCounts() {
    Arrays.fill(tokens, EMPTY);
  }

  /** Notes a token of the prompt. */
  void addPrompt(int token) {
    place(token);
  }

  /** Notes a token of the answer. */
  void addGenerated(int token) {
    int at = place(token); // may replace the arrays, so it comes first
    generated[at]++;
  }

  /** Repetition penalty for all tokens; frequency and presence penalty for those of the answer. */
  void penalize(float[] logits, SamplingParams params) {
    for (int i = 0; i < tokens.length; i++) {
      int token = tokens[i];
      if (token != EMPTY) {
        float logit = logits[token];
        float penalty = params.repetitionPenalty();
        logit = logit > 0 ? logit / penalty : logit * penalty;
        if (generated[i] > 0) {
          logit -= generated[i] * params.frequencyPenalty() + params.presencePenalty();
        }
        logits[token] = logit;
      }
    }
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
    int[] oldGenerated = generated;
    tokens = new int[2 * oldTokens.length];
    generated = new int[2 * oldTokens.length];
    Arrays.fill(tokens, EMPTY);
    for (int i = 0; i < oldTokens.length; i++) {
      if (oldTokens[i] != EMPTY) {
        int at = find(oldTokens[i]);
        tokens[at] = oldTokens[i];
        generated[at] = oldGenerated[i];
      }
    }
  }
}
