package seseragi.server.openai;

import java.util.List;
import java.util.Optional;
import seseragi.engine.GenerationRequest;
import seseragi.engine.sampling.SamplingParams;

/**
 * What both endpoints let a client choose.
 *
 * @param model that is wanted; empty for whichever is served
 * @param sampling how tokens are drawn
 * @param maxTokens most tokens of an answer
 * @param choices answers per prompt
 * @param stop texts that end an answer
 * @param ignoreEndOfText go on when the model has finished
 * @param logprobs -1 for none, else how many alternatives per token
 * @param skipSpecialTokens leave control tokens out of the text
 * @param stream events rather than one body
 * @param includeUsage a last event with the usage
 * @param includeProgress comments that tell the place in the queue and the start
 */
record AnswerOptions(
    Optional<String> model,
    SamplingParams sampling,
    int maxTokens,
    int choices,
    List<String> stop,
    boolean ignoreEndOfText,
    int logprobs,
    boolean skipSpecialTokens,
    boolean stream,
    boolean includeUsage,
    boolean includeProgress) {
  AnswerOptions {
    stop = List.copyOf(stop);
  }

  /** What the engine is asked for, with this prompt. */
  GenerationRequest request(int[] prompt) {
    return new GenerationRequest(
        prompt,
        sampling,
        maxTokens,
        choices,
        stop,
        ignoreEndOfText,
        logprobs,
        true,
        skipSpecialTokens);
  }

  boolean wantsLogprobs() {
    return logprobs >= 0;
  }
}
