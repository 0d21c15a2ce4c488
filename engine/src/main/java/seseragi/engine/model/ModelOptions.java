package seseragi.engine.model;

/**
 * How a model is loaded.
 *
 * @param contextLength longest sequence; 0 for the longest that the model was made for
 * @param maxBatchTokens most tokens of one {@link Model#forward}; memory for so many rows is taken
 *     at once
 */
public record ModelOptions(int contextLength, int maxBatchTokens) {
  public ModelOptions {
    if (contextLength < 0) {
      throw new IllegalArgumentException(
          "context length %d: 0 (the model's own) or more".formatted(contextLength));
    }
    if (maxBatchTokens < 1) {
      throw new IllegalArgumentException(
          "at most %d tokens in a batch: 1 or more".formatted(maxBatchTokens));
    }
  }
}
