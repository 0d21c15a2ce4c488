package seseragi.engine.sampling;

import java.util.Map;

/**
 * Sampling of one request. Temperature 0 means greedy.
 *
 * @param temperature divides the logits; 0 to 2
 * @param topK only the k most likely tokens; 0 for all
 * @param topP only the most likely tokens that together reach this probability; above 0, to 1
 * @param minP only tokens at least this likely relative to the most likely one; 0 to 1
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens that the
 *     prompt or the answer has (Keskar et al. 2019); 0.01 to 10, as less would make logits
 *     infinite; 1 for none
 * @param frequencyPenalty subtracted per occurrence in the answer; -2 to 2
 * @param presencePenalty subtracted once for a token that the answer has; -2 to 2
 * @param logitBias added to the logit of a token; -100 to 100
 * @param seed of the random draw; equal seeds give equal texts
 */
public record SamplingParams(
    float temperature,
    int topK,
    float topP,
    float minP,
    float repetitionPenalty,
    float frequencyPenalty,
    float presencePenalty,
    Map<Integer, Float> logitBias,
    long seed) {

  /** Greedy: always the most likely token. */
  public static final SamplingParams GREEDY = new SamplingParams(0, 0, 1, 0, 1, 0, 0, Map.of(), 0);

  public SamplingParams {
    check("temperature", temperature, temperature >= 0 && temperature <= 2, "a number from 0 to 2");
    check("top_k", topK, topK >= 0, "0 (all) or more");
    check("top_p", topP, topP > 0 && topP <= 1, "a number above 0, to 1");
    check("min_p", minP, minP >= 0 && minP <= 1, "a number from 0 to 1");
    check(
        "repetition_penalty",
        repetitionPenalty,
        repetitionPenalty >= 0.01f && repetitionPenalty <= 10,
        "a number from 0.01 to 10");
    check(
        "frequency_penalty",
        frequencyPenalty,
        frequencyPenalty >= -2 && frequencyPenalty <= 2,
        "a number from -2 to 2");
    check(
        "presence_penalty",
        presencePenalty,
        presencePenalty >= -2 && presencePenalty <= 2,
        "a number from -2 to 2");
    logitBias = Map.copyOf(logitBias);
    logitBias.forEach(
        (token, bias) ->
            check(
                "logit_bias",
                token + ": " + bias,
                token >= 0 && bias >= -100 && bias <= 100,
                "token ids with numbers from -100 to 100"));
  }

  private static void check(String parameter, Object value, boolean valid, String expected) {
    if (!valid) {
      throw new InvalidParameterException(parameter, value, expected);
    }
  }

  /** True if the most likely token is always taken. */
  public boolean greedy() {
    return temperature == 0;
  }

  /** The same with another seed. */
  public SamplingParams withSeed(long newSeed) {
    return new SamplingParams(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        frequencyPenalty,
        presencePenalty,
        logitBias,
        newSeed);
  }
}
