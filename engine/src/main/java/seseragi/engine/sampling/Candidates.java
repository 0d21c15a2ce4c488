package seseragi.engine.sampling;

/**
 * Tokens that may be drawn, with weights proportional to their probabilities. Two regions of the
 * same arrays: a heap of those not yet in order, and behind it, from the end downwards, those taken
 * out of it, the most likely first.
 */
final class Candidates {
  private final int[] tokens; // [capacity]
  private final double[] weights; // [capacity]
  private int size; // heap and ordered
  private int unordered; // the first so many are a heap, or just as collected
  private int kept; // how many may be drawn, from the end downwards
  private boolean heaped; // those not in order are a heap whose root is the most likely

  Candidates(int capacity) {
    tokens = new int[capacity];
    weights = new double[capacity];
  }

  /** Takes all tokens whose {@code (logit - highest) / temperature} is at least {@code least}. */
  void collect(float[] logits, int count, float highest, float temperature, double least) {
    size = 0;
    double lowest = highest + least * temperature;
    for (int i = 0; i < count; i++) {
      if (logits[i] >= lowest) {
        tokens[size] = i;
        weights[size++] = Math.exp(((double) logits[i] - highest) / temperature);
      }
    }
    begin();
  }

  /** The same, but of these only the {@code k} most likely; of equal ones those of lower id. */
  void collectMostLikely(
      int k, float[] logits, int count, float highest, float temperature, double least) {
    size = 0;
    double lowest = highest + least * temperature;
    for (int i = 0; i < count; i++) {
      if (size < k ? logits[i] >= lowest : logits[i] > logits[tokens[0]]) {
        keep(i, k, logits);
      }
    }
    for (int i = 0; i < size; i++) {
      weights[i] = Math.exp(((double) logits[tokens[i]] - highest) / temperature);
    }
    begin();
  }

  private void begin() {
    unordered = size;
    kept = size;
    heaped = false;
  }

  /** Adds a token; if there are {@code k} already, the least likely of them gives way. */
  private void keep(int token, int k, float[] logits) {
    if (size < k) {
      tokens[size++] = token;
      if (size == k) {
        for (int i = k / 2 - 1; i >= 0; i--) {
          sinkLikely(i, logits);
        }
      }
    } else {
      tokens[0] = token;
      sinkLikely(0, logits);
    }
  }

  /** Restores the heap whose root is the least likely, of equal ones that of the highest id. */
  private void sinkLikely(int from, float[] logits) {
    int token = tokens[from];
    int at = from;
    int child = 2 * at + 1;
    while (child < size) {
      if (child + 1 < size && lessLikely(tokens[child + 1], tokens[child], logits)) {
        child++;
      }
      if (!lessLikely(tokens[child], token, logits)) {
        break;
      }
      tokens[at] = tokens[child];
      at = child;
      child = 2 * at + 1;
    }
    tokens[at] = token;
  }

  private static boolean lessLikely(int a, int b, float[] logits) {
    return logits[a] < logits[b] || (logits[a] == logits[b] && a > b);
  }

  /** Keeps the most likely that together have at least {@code p} of the probability of all. */
  void keepProbability(double p) {
    double total = total();
    double wanted = p * total;
    dropBelow((1 - p) * total / size); // all of these together have no more than 1 - p
    double sum = 0;
    int count = 0;
    while (count < kept && sum < wanted) {
      order(count + 1);
      sum += weights[size - 1 - count++];
    }
    kept = count;
  }

  private void dropBelow(double weight) {
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (weights[i] >= weight) {
        tokens[count] = tokens[i];
        weights[count++] = weights[i];
      }
    }
    size = count;
    begin();
  }

  /** Draws one, given a random number from 0 to below 1. */
  int draw(double random) {
    double left = random * total();
    for (int i = size - 1; i > size - kept; i--) {
      left -= weights[i];
      if (left < 0) {
        return tokens[i];
      }
    }
    return tokens[size - kept];
  }

  private double total() {
    double sum = 0;
    for (int i = size - 1; i >= size - kept; i--) {
      sum += weights[i];
    }
    return sum;
  }

  /** Brings the {@code count} most likely to the end. */
  private void order(int count) {
    if (!heaped) {
      for (int i = unordered / 2 - 1; i >= 0; i--) {
        sink(i);
      }
      heaped = true;
    }
    while (size - unordered < count) {
      swap(0, --unordered);
      sink(0);
    }
  }

  private void sink(int from) {
    int at = from;
    int child = 2 * at + 1;
    while (child < unordered) {
      if (child + 1 < unordered && before(child + 1, child)) {
        child++;
      }
      if (!before(child, at)) {
        return;
      }
      swap(at, child);
      at = child;
      child = 2 * at + 1;
    }
  }

  private boolean before(int a, int b) {
    return weights[a] > weights[b] || (weights[a] == weights[b] && tokens[a] < tokens[b]);
  }

  private void swap(int a, int b) {
    int token = tokens[a];
    double weight = weights[a];
    tokens[a] = tokens[b];
    weights[a] = weights[b];
    tokens[b] = token;
    weights[b] = weight;
  }
}
