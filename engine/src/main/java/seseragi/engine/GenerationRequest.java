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

  /** Most stop strings of one request. */
  public static final int MAX_STOPS = 64;

  /** Longest stop string, in characters. */
  public static final int MAX_STOP_LENGTH = 1024;

  public GenerationRequest {
    stop = List.copyOf(stop);
    check("prompt", prompt.length + " tokens", prompt.length > 0, "at least one token");
    check("max_tokens", maxTokens, maxTokens > 0, "1 or more");
    check("n", choices, choices >= 1 && choices <= MAX_CHOICES, "1 to " + MAX_CHOICES);
    check("stop", stop.size() + " texts", stop.size() <= MAX_STOPS, "at most " + MAX_STOPS);
    for (String text : stop) {
      check(
          "stop",
          "a text of %d characters".formatted(text.length()),
          !text.isEmpty() && text.length() <= MAX_STOP_LENGTH,
          "1 to %d characters".formatted(MAX_STOP_LENGTH));
    }
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

  /** The same with other sampling. */
  public GenerationRequest withSampling(SamplingParams other) {
    return new GenerationRequest(
        prompt,
        other,
        maxTokens,
        choices,
        stop,
        ignoreEndOfText,
        logprobs,
        skipPrompt,
        skipSpecialTokens);
  }

  /** The same with another limit. */
  public GenerationRequest withMaxTokens(int limit) {
    return new GenerationRequest(
        prompt,
        sampling,
        limit,
        choices,
        stop,
        ignoreEndOfText,
        logprobs,
        skipPrompt,
        skipSpecialTokens);
  }

  /** The same with several answers. */
  public GenerationRequest withChoices(int count) {
    return new GenerationRequest(
        prompt,
        sampling,
        maxTokens,
        count,
        stop,
        ignoreEndOfText,
        logprobs,
        skipPrompt,
        skipSpecialTokens);
  }

  /** The same with other stop strings. */
  public GenerationRequest withStop(String... texts) {
    return new GenerationRequest(
        prompt,
        sampling,
        maxTokens,
        choices,
        List.of(texts),
        ignoreEndOfText,
        logprobs,
        skipPrompt,
        skipSpecialTokens);
  }

  /** The same with log probabilities of so many alternatives. */
  public GenerationRequest withLogprobs(int alternatives) {
    return new GenerationRequest(
        prompt,
        sampling,
        maxTokens,
        choices,
        stop,
        ignoreEndOfText,
        alternatives,
        skipPrompt,
        skipSpecialTokens);
  }

  /** The same, going on when the model says that it has finished, or not. */
  public GenerationRequest withIgnoreEndOfText(boolean ignore) {
    return new GenerationRequest(
        prompt,
        sampling,
        maxTokens,
        choices,
        stop,
        ignore,
        logprobs,
        skipPrompt,
        skipSpecialTokens);
  }

  /** The same with the prompt, or control tokens, left out of the stream or not. */
  public GenerationRequest withSkips(boolean prompts, boolean specialTokens) {
    return new GenerationRequest(
        prompt,
        sampling,
        maxTokens,
        choices,
        stop,
        ignoreEndOfText,
        logprobs,
        prompts,
        specialTokens);
  }
}
