package seseragi.engine.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final int[] NO_PROMPT = {};

  /** Temperature 1, no filter, no penalty. */
  private static final SamplingParams PLAIN = new SamplingParams(1, 0, 1, 0, 1, 0, 0, Map.of(), 1);

  private static SamplingParams filters(float temperature, int topK, float topP, float minP) {
    return new SamplingParams(temperature, topK, topP, minP, 1, 0, 0, Map.of(), 1);
  }

  private static SamplingParams penalties(float repetition, float frequency, float presence) {
    return new SamplingParams(0, 0, 1, 0, repetition, frequency, presence, Map.of(), 1);
  }

  /** How often each token is drawn. */
  private static int[] draw(float[] logits, SamplingParams params, int times) {
    Sampler sampler = new Sampler(logits.length);
    SamplingState state = new SamplingState(params, NO_PROMPT);
    int[] counts = new int[logits.length];
    for (int i = 0; i < times; i++) {
      counts[sampler.sample(logits, state)]++;
    }
    return counts;
  }

  @Test
  void greedyTakesTheMostLikelyAndOfEqualOnesTheLowest() {
    Sampler sampler = new Sampler(4);
    SamplingState state = new SamplingState(SamplingParams.GREEDY, NO_PROMPT);
    assertEquals(1, sampler.sample(new float[] {1, 3, 3, 2}, state));
  }

  @Test
  void logitsThatAreNotFiniteAreRefused() {
    Sampler sampler = new Sampler(3);
    SamplingState state = new SamplingState(PLAIN, NO_PROMPT);
    for (float bad :
        new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -Float.NaN}) {
      assertEquals(Sampler.NOT_FINITE, sampler.sample(new float[] {0, bad, 1}, state));
    }
    assertEquals(2, sampler.sample(new float[] {0, -3.4e38f, 3.4e38f}, state));
  }

  @Test
  void drawsFollowTheSoftmax() {
    float[] logits = {0, 1, 2, -1, 0.5f};
    for (float temperature : new float[] {0.5f, 1, 2}) {
      int times = 200_000;
      int[] counts = draw(logits, filters(temperature, 0, 1, 0), times);
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit / temperature);
      }
      double chiSquare = 0;
      for (int i = 0; i < logits.length; i++) {
        double expected = times * Math.exp(logits[i] / temperature) / sum;
        chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
      }
      assertTrue(chiSquare < 18.5, "chi-square with 4 degrees (p = 0.001): " + chiSquare);
    }
  }

  @Test
  void filtersKeepExactlyWhatTheirDefinitionsSay() {
    for (long seed = 1; seed <= 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int size = random.nextInt(1, 40);
      float[] logits = new float[size];
      for (int i = 0; i < size; i++) {
        logits[i] = random.nextInt(-4, 5) * 0.5f; // many equal ones
      }
      SamplingParams params =
          filters(
              random.nextInt(1, 5) * 0.5f,
              random.nextInt(0, size + 2),
              random.nextInt(4) == 0 ? 1 : (float) random.nextDouble(0.05, 1),
              random.nextInt(2) == 0 ? 0 : (float) random.nextDouble(0, 0.8));
      boolean[] allowed = allowed(logits, params);
      int[] counts = draw(logits, params, 3000);
      for (int token = 0; token < size; token++) {
        assertTrue(allowed[token] || counts[token] == 0, "seed %d drew %d".formatted(seed, token));
      }
      int first = firstOf(allowed);
      assertTrue(first >= 0, "seed " + seed + " allows nothing");
      if (count(allowed) == 1) {
        assertEquals(3000, counts[first], "seed " + seed);
      }
    }
  }

  /** By sorting everything: min_p, then top_k, then top_p, as the sampler's documentation says. */
  private static boolean[] allowed(float[] logits, SamplingParams params) {
    Integer[] order = new Integer[logits.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order, (a, b) -> logits[a] == logits[b] ? a - b : Float.compare(logits[b], logits[a]));
    double[] weights = new double[logits.length]; // in this order
    Arrays.setAll(
        weights, i -> Math.exp((logits[order[i]] - logits[order[0]]) / params.temperature()));
    int kept = 0;
    while (kept < weights.length
        && weights[kept] >= params.minP() - 1e-9
        && (params.topK() == 0 || kept < params.topK())) {
      kept++;
    }
    double total = Arrays.stream(weights, 0, kept).sum();
    boolean[] allowed = new boolean[logits.length];
    double sum = 0;
    for (int i = 0; i < kept && (sum < params.topP() * total + 1e-9 || params.topP() == 1); i++) {
      sum += weights[i];
      allowed[order[i]] = true;
    }
    return allowed;
  }

  private static int firstOf(boolean[] allowed) {
    for (int i = 0; i < allowed.length; i++) {
      if (allowed[i]) {
        return i;
      }
    }
    return -1;
  }

  private static int count(boolean[] allowed) {
    int count = 0;
    for (boolean one : allowed) {
      count += one ? 1 : 0;
    }
    return count;
  }

  @Test
  void everythingThatIsAllowedIsDrawn() {
    assertArrayEquals(
        new int[] {0, 1, 1, 0, 1},
        signs(draw(new float[] {0, 3, 2, 1, 2}, filters(1, 3, 1, 0), 999)));
    assertArrayEquals(
        new int[] {0, 1, 1, 0, 0},
        signs(draw(new float[] {0, 3, 3, 1, 1}, filters(1, 0, 0.8f, 0), 999)));
    assertArrayEquals(
        new int[] {0, 1, 1, 0, 0},
        signs(draw(new float[] {0, 3, 2.5f, 1, 1}, filters(1, 0, 1, 0.5f), 999)));
  }

  private static int[] signs(int[] counts) {
    return Arrays.stream(counts).map(Integer::signum).toArray();
  }

  @Test
  void equalSeedsDrawEqualTokensAndOthersOthers() {
    float[] logits = new float[1000];
    assertArrayEquals(draw(logits, PLAIN, 500), draw(logits, PLAIN, 500));
    assertTrue(!Arrays.equals(draw(logits, PLAIN, 500), draw(logits, PLAIN.withSeed(2), 500)));
  }

  @Test
  void theFirstDrawsOfNeighbouringSeedsAreSpreadEvenly() {
    int[] tenths = new int[10];
    for (int seed = 0; seed < 10_000; seed++) {
      tenths[(int) (10 * new RandomStream(seed).nextDouble())]++;
    }
    for (int count : tenths) {
      assertEquals(1000, count, 150);
    }
  }

  @Test
  void theRandomStreamIsTheSameOnEveryMachine() { // values of an implementation in Python
    RandomStream random = new RandomStream(42);
    double first = random.nextDouble();
    double second = random.nextDouble();
    assertEquals(0.5961188718302076, first);
    assertEquals(0.1603653875985772, second);
  }

  @Test
  void theRepetitionPenaltyCountsPromptAndAnswer() {
    Sampler sampler = new Sampler(3);
    SamplingState state = new SamplingState(penalties(2, 0, 0), new int[] {0});
    float[] logits = {4, 3, 2.5f};
    assertEquals(1, sampler.sample(logits, state)); // 2, 3, 2.5
    assertEquals(2, sampler.sample(logits, state)); // 2, 1.5, 2.5
    assertEquals(0, sampler.sample(logits, state)); // 2, 1.5, 1.25
    assertEquals(0, sampler.sample(logits, state)); // not penalized twice
  }

  @Test
  void theRepetitionPenaltyMakesNegativeLogitsSmaller() {
    Sampler sampler = new Sampler(2);
    SamplingState state = new SamplingState(penalties(2, 0, 0), new int[] {0});
    assertEquals(1, sampler.sample(new float[] {-1, -1.5f}, state));
  }

  @Test
  void frequencyAndPresencePenaltiesCountOnlyTheAnswer() {
    Sampler sampler = new Sampler(2);
    SamplingState frequency = new SamplingState(penalties(1, 1, 0), new int[] {0, 0, 0, 0});
    float[] logits = {2.5f, 0};
    assertEquals(0, sampler.sample(logits, frequency));
    assertEquals(0, sampler.sample(logits, frequency));
    assertEquals(0, sampler.sample(logits, frequency));
    assertEquals(1, sampler.sample(logits, frequency)); // 2.5 - 3 < 0
    SamplingState presence = new SamplingState(penalties(1, 0, 2), new int[] {0});
    assertEquals(0, sampler.sample(logits, presence));
    assertEquals(0, sampler.sample(logits, presence)); // 0.5
    assertEquals(0, sampler.sample(logits, presence)); // still 0.5
  }

  @Test
  void aFurtherChoiceDrawsLikeAFirstOneWithItsSeed() {
    SamplingParams params = new SamplingParams(1, 0, 1, 0, 1.5f, 0.1f, 0.1f, Map.of(2, 1f), 10);
    int[] prompt = {3, 3, 1, 7};
    SamplingState further = new SamplingState(new SamplingState(params, prompt), 4);
    SamplingState first = new SamplingState(params.withSeed(14), prompt);
    Sampler sampler = new Sampler(20);
    float[] logits = new float[20];
    for (int i = 0; i < 200; i++) {
      assertEquals(sampler.sample(logits, first), sampler.sample(logits, further));
    }
  }

  @Test
  void biasesForbidAndForce() {
    Sampler sampler = new Sampler(3);
    SamplingParams biased = new SamplingParams(0, 0, 1, 0, 1, 0, 0, Map.of(0, -100f, 2, 1.5f), 0);
    assertEquals(2, sampler.sample(new float[] {9, 1, 0}, new SamplingState(biased, NO_PROMPT)));
  }

  @Test
  void theLogitsAreLeftAsTheyAre() {
    float[] logits = {4, 3};
    new Sampler(2).sample(logits, new SamplingState(penalties(2, 1, 1), new int[] {0}));
    assertArrayEquals(new float[] {4, 3}, logits);
  }

  @Test
  void penaltiesRememberManyDifferentTokens() {
    int size = 5000;
    Sampler sampler = new Sampler(size);
    SamplingState state = new SamplingState(penalties(1, 0, 1), NO_PROMPT);
    float[] logits = new float[size];
    for (int i = 0; i < size; i++) {
      assertEquals(i, sampler.sample(logits, state)); // each once, because it is penalized then
    }
  }

  @Test
  void logProbabilitiesAreThoseOfTheSoftmax() {
    float[] logits = {1, 3, 2, 3, -5};
    LogProbabilities logprobs = new LogProbabilities(5, 20);
    logprobs.compute(logits, 3);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    for (int i = 0; i < 5; i++) {
      assertEquals(logits[i] - Math.log(sum), logprobs.of(i), 1e-6);
    }
    assertEquals(3, logprobs.topCount());
    assertEquals(1, logprobs.topToken(0));
    assertEquals(3, logprobs.topToken(1));
    assertEquals(2, logprobs.topToken(2));
    logprobs.compute(logits, 20);
    assertEquals(5, logprobs.topCount());
    assertEquals(4, logprobs.topToken(4));
    logprobs.compute(logits, 0);
    assertEquals(0, logprobs.topCount());
  }
}
