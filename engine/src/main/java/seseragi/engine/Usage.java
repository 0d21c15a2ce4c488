package seseragi.engine;

/**
 * Tokens that a request took.
 *
 * @param promptTokens of the prompt, once
 * @param cachedTokens of those, how many came from the prefix cache
 * @param completionTokens generated, over all choices
 */
public record Usage(int promptTokens, int cachedTokens, int completionTokens) {
  /** Prompt and completion together. */
  public int totalTokens() {
    return promptTokens + completionTokens;
  }
}
