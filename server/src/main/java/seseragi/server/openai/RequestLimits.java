package seseragi.server.openai;

import seseragi.server.json.JsonReader;

/**
 * What one request may ask for. What is above is refused with 400 and the name of the parameter.
 * The model's context limits the tokens of a prompt in any case.
 *
 * @param jsonDepth nesting of the body
 * @param jsonNumberLength characters of a number
 * @param messages of a chat
 * @param promptCharacters of all messages together, or of all prompts
 * @param promptTokens of one prompt; 0 for the model's context
 * @param prompts of one completion request
 * @param choices {@code n}, times the number of prompts
 * @param logprobs {@code top_logprobs}, {@code logprobs}
 * @param stop number of stop texts
 * @param stopCharacters of one stop text
 * @param logitBias number of tokens in {@code logit_bias}
 */
public record RequestLimits(
    int jsonDepth,
    int jsonNumberLength,
    int messages,
    int promptCharacters,
    int promptTokens,
    int prompts,
    int choices,
    int logprobs,
    int stop,
    int stopCharacters,
    int logitBias) {

  public static final RequestLimits DEFAULTS =
      new RequestLimits(100, 100, 2048, 4 << 20, 0, 64, 128, 20, 16, 1024, 1024);

  public RequestLimits {
    check("json depth", jsonDepth, jsonDepth >= 8 && jsonDepth <= 500, "8 to 500");
    check("json number length", jsonNumberLength, jsonNumberLength >= 20, "20 or more");
    check("messages", messages, messages >= 1, "1 or more");
    check("prompt characters", promptCharacters, promptCharacters >= 1, "1 or more");
    check("prompt tokens", promptTokens, promptTokens >= 0, "0 (the context) or more");
    check("prompts", prompts, prompts >= 1, "1 or more");
    check("choices", choices, choices >= 1 && choices <= 128, "1 to 128");
    check("logprobs", logprobs, logprobs >= 0 && logprobs <= 20, "0 to 20");
    check("stop", stop, stop >= 1, "1 or more");
    check("stop characters", stopCharacters, stopCharacters >= 1, "1 or more");
    check("logit bias", logitBias, logitBias >= 1, "1 or more");
  }

  /** A reader that holds these limits. */
  JsonReader jsonReader() {
    return new JsonReader(jsonDepth, jsonNumberLength, Integer.MAX_VALUE);
  }

  private static void check(String option, Object value, boolean valid, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(
          "limit of %s is %s; expected %s".formatted(option, value, expected));
    }
  }
}
