package seseragi.engine.sampling;

/**
 * From logits to a token, in the order that vLLM documents ({@code Sampler} in {@code
 * vllm/v1/sample/sampler.py}): logit bias; repetition, frequency and presence penalty; temperature;
 * min_p; top_k; top_p; draw. Of equally likely tokens the lower id is preferred.
 *
 * <p>Time is linear in the vocabulary; only as many tokens are put into order as the filters need.
 * Nothing is allocated. Not thread-safe, but holds nothing between two calls: one sampler serves
 * all requests.
 */
public final class Sampler {
  /** Returned instead of a token if a logit is not a finite number. */
  public static final int NOT_FINITE = -1;

  /**
   * Tokens less likely than e^-30 of the most likely one are never drawn. All of them together, of
   * a vocabulary of a million, have less than 1e-7 of the probability; not computing them saves
   * most of the time.
   */
  private static final double NEGLIGIBLE = -30;

  private final int vocabularySize;
  private final float[] adjusted; // [vocabularySize]
  private final Candidates candidates;

  /**
   * @param vocabularySize how many logits count
   */
  public Sampler(int vocabularySize) {
    this.vocabularySize = vocabularySize;
    adjusted = new float[vocabularySize];
    candidates = new Candidates(vocabularySize);
  }

  /**
   * Chooses the next token.
   *
   * @param logits {@code [vocabularySize]} or longer; left as they are
   * @param state of the choice; moves on
   * @return a token, or {@link #NOT_FINITE}
   */
  public int sample(float[] logits, SamplingState state) {
    if (!finite(logits)) {
      return NOT_FINITE;
    }
    float[] scores = logits;
    if (state.adjusts()) {
      System.arraycopy(logits, 0, adjusted, 0, vocabularySize);
      state.adjust(adjusted);
      scores = adjusted;
    }
    int best = mostLikely(scores);
    if (!Float.isFinite(scores[best])) {
      return NOT_FINITE; // a penalty was too much for it
    }
    int token = state.params().greedy() ? best : draw(scores, scores[best], state);
    state.accept(token);
    return token;
  }

  private boolean finite(float[] logits) {
    int largest = 0;
    for (int i = 0; i < vocabularySize; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(logits[i]) & 0x7fffffff);
    }
    return largest < Float.floatToRawIntBits(Float.POSITIVE_INFINITY); // NaNs are above it
  }

  private int mostLikely(float[] logits) {
    int best = 0;
    float highest = logits[0];
    for (int i = 1; i < vocabularySize; i++) {
      if (logits[i] > highest) {
        highest = logits[i];
        best = i;
      }
    }
    return best;
  }

  private int draw(float[] logits, float highest, SamplingState state) {
    SamplingParams params = state.params();
    double least = params.minP() > 0 ? Math.max(Math.log(params.minP()), NEGLIGIBLE) : NEGLIGIBLE;
    int topK = params.topK();
    if (topK > 0 && topK < vocabularySize) {
      candidates.collectMostLikely(
          topK, logits, vocabularySize, highest, params.temperature(), least);
    } else {
      candidates.collect(logits, vocabularySize, highest, params.temperature(), least);
    }
    if (params.topP() < 1) {
      candidates.keepProbability(params.topP());
    }
    return candidates.draw(state.random());
  }
}
