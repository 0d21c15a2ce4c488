package seseragi.server.cli;

/**
 * One thing to measure, as llama-bench names it: how fast prompts are read ({@code pp}), how fast
 * tokens are generated ({@code tg}), or whole requests, prompt and answer ({@code pp+tg}).
 *
 * @param batch sequences at once
 * @param depth tokens that each sequence has in the KV cache before the clock starts
 * @param prompt tokens of each prompt; 0 to measure generation only
 * @param generated tokens of each answer; 0 to measure prompts only
 */
record BenchTest(int batch, int depth, int prompt, int generated) {
  private static final int WARM_UP_TOKENS = 16;

  BenchTest {
    if (batch < 1 || depth < 0 || prompt < 0 || generated < 0 || (prompt == 0 && generated == 0)) {
      throw new IllegalArgumentException(
          "%d sequences, %d + %d + %d tokens".formatted(batch, depth, prompt, generated));
    }
  }

  /** {@code pp128}, {@code tg32 @ d2048} or {@code pp128+tg32}. */
  String name() {
    String pp = prompt > 0 ? "pp" + prompt : "";
    String tg = generated > 0 ? "tg" + generated : "";
    return pp + (pp.isEmpty() || tg.isEmpty() ? "" : "+") + tg + (depth > 0 ? " @ d" + depth : "");
  }

  /** Whether only those tokens count that come while all sequences generate. */
  boolean generationOnly() {
    return prompt == 0;
  }

  /** Tokens that are counted, of all sequences together. */
  long tokens() {
    return (long) batch * (prompt + generated);
  }

  /** The tokens that are not in the cache; at least one, for an empty prompt generates nothing. */
  int fresh() {
    return Math.max(1, prompt);
  }

  /**
   * Most tokens of an answer. Where only generation counts, the first sequences need some more:
   * they generate while the prompts of the last are still computed.
   *
   * @param maxBatchTokens token budget of a step
   * @param blockSize tokens in a block of the cache, of which the last may have to be computed
   *     again
   */
  int answer(int maxBatchTokens, int blockSize) {
    if (generated == 0) {
      return 1;
    }
    if (!generationOnly()) {
      return generated;
    }
    // decode rows come first in each step: what they leave of the budget is for prompts
    long left = Math.max(1, maxBatchTokens - batch);
    return generated
        + Math.toIntExact(Math.ceilDiv(((long) fresh() + blockSize) * batch, left))
        + 2;
  }

  /** Tokens that one sequence has when it ends; saturates. */
  int needed(int maxBatchTokens, int blockSize) {
    long needed = (long) depth + fresh() + answer(maxBatchTokens, blockSize);
    return (int) Math.min(needed, Integer.MAX_VALUE);
  }

  /** A short test of the same kind, whose work makes the JVM compile what the long one needs. */
  BenchTest warmUp(int maxBatchTokens) {
    return new BenchTest(
        batch, depth, Math.min(prompt, maxBatchTokens), Math.min(generated, WARM_UP_TOKENS));
  }
}
