package seseragi.engine.sampling;

/**
 * Natural-log probabilities of one place, by the softmax of the model's own logits: before bias,
 * penalties, temperature and filters. Filled anew for each token; nothing is allocated. Not
 * thread-safe.
 */
public final class LogProbabilities {
  private final int vocabularySize;
  private final int[] topTokens; // [maxTop] most likely first
  private float[] logits = new float[0]; // as given to the last call of compute
  private double logSum;
  private int topCount;

  /**
   * @param vocabularySize how many logits count
   * @param maxTop most alternatives ever asked for
   */
  public LogProbabilities(int vocabularySize, int maxTop) {
    this.vocabularySize = vocabularySize;
    topTokens = new int[Math.min(maxTop, vocabularySize)];
  }

  /**
   * Looks at a place.
   *
   * @param placeLogits kept until the next call, finite
   * @param top how many of the most likely tokens to find
   */
  public void compute(float[] placeLogits, int top) {
    logits = placeLogits;
    float highest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < vocabularySize; i++) {
      highest = Math.max(highest, logits[i]);
    }
    double sum = 0;
    for (int i = 0; i < vocabularySize; i++) {
      sum += Math.exp((double) logits[i] - highest);
    }
    logSum = highest + Math.log(sum);
    findTop(Math.min(top, topTokens.length));
  }

  /** Of a token. */
  public float of(int token) {
    return (float) (logits[token] - logSum);
  }

  /** How many of the most likely tokens were found. */
  public int topCount() {
    return topCount;
  }

  /** The most likely tokens, the first the most; of equally likely ones the lower id first. */
  public int topToken(int index) {
    return topTokens[index];
  }

  private void findTop(int wanted) {
    topCount = 0;
    for (int token = 0; token < vocabularySize && wanted > 0; token++) {
      if (topCount < wanted || logits[token] > logits[topTokens[topCount - 1]]) {
        topCount = Math.min(topCount + 1, wanted);
        insert(token);
      }
    }
  }

  /** Puts a token into its place; the last place is free, or its token gives way. */
  private void insert(int token) {
    int at = topCount - 1;
    while (at > 0 && logits[token] > logits[topTokens[at - 1]]) {
      topTokens[at] = topTokens[at - 1];
      at--;
    }
    topTokens[at] = token;
  }
}
