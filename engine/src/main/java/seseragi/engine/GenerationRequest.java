package seseragi.engine;

import java.util.List;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.engine.sampling.SamplingParams;

/**
 * What is to be generated.
 *
 * @param prompt tokens of the prompt, at least one; the array now belongs to the request
 * @param sampling how tokens are drawn; choice {@code i} of several uses {@code seed + i}
 * @param maxTokens most tokens of an answer; limited by the context in any case
 * @param choices answers to the same prompt ({@code n})
 * @param stop texts that end an answer and are not part of it; no part of one is ever delivered
 * @param ignoreEndOfText go on when the model says that it has finished ({@code ignore_eos})
 * @param logprobs -1 for none, else how many alternatives to give for each token, 0 to 20
 * @param skipPrompt leave the text of the prompt out of the stream
 * @param skipSpecialTokens leave the texts of control tokens out of the stream
 */
@SuppressWarnings(
    "ArrayRecordComponent") // never compared; a list of boxed tokens would be 5 times larger
public record GenerationRequest(
    int[] prompt,
    SamplingParams sampling,
    int maxTokens,
    int choices,
    List<String> stop,
    boolean ignoreEndOfText,
    int logprobs,
    boolean skipPrompt,
    boolean skipSpecialTokens) {

  /** No limit but the context's. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Most alternatives per token. */
  public static final int MAX_LOGPROBS = 20;

  /** Most choices of one request. */
  public static final int MAX_CHOICES = 128;

  public GenerationRequest {
    stop = List.copyOf(stop);
    check("prompt", prompt.length + " tokens", prompt.length > 0, "at least one token");
    check("max_tokens", maxTokens, maxTokens > 0, "1 or more");
    check("n", choices, choices >= 1 && choices <= MAX_CHOICES, "1 to " + MAX_CHOICES);
    check("stop", "''", stop.stream().noneMatch(String::isEmpty), "texts that are not empty");
    check(
        "top_logprobs",
        logprobs,
        logprobs >= -1 && logprobs <= MAX_LOGPROBS,
        "0 to " + MAX_LOGPROBS);
  }

  private static void check(String parameter, Object value, boolean valid, String expected) {
    if (!valid) {
      throw new InvalidParameterException(parameter, value, expected);
    }
  }

  /** A request with defaults: greedy, one choice, until the model ends. */
  public static GenerationRequest of(int[] prompt) {
    return new GenerationRequest(
        prompt, SamplingParams.GREEDY, UNLIMITED, 1, List.of(), false, -1, true, true);
  }
}
