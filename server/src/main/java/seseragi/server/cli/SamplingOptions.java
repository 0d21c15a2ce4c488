package seseragi.server.cli;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import picocli.CommandLine.Option;
import seseragi.engine.GenerationRequest;
import seseragi.engine.sampling.SamplingParams;

/** How an answer is drawn. The defaults are those of the field's consoles. */
final class SamplingOptions {
  @Option(
      names = {"--temperature", "--temp"},
      paramLabel = "T",
      description = "0 always takes the most likely token (default: ${DEFAULT-VALUE}).")
  float temperature = 0.7f;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Only the K most likely tokens; 0 for all (default: ${DEFAULT-VALUE}).")
  int topK = 40;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "Only the most likely tokens that together reach P (default: ${DEFAULT-VALUE}).")
  float topP = 0.95f;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description =
          "Only tokens at least P times as likely as the likeliest (default: ${DEFAULT-VALUE}).")
  float minP = 0.05f;

  @Option(
      names = {"--repetition-penalty", "--repeat-penalty"},
      paramLabel = "X",
      description = "Above 1: tokens that were there become less likely (default: none).")
  float repetitionPenalty = 1;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "X",
      description = "Subtracted for each time that a token was generated (default: none).")
  float frequencyPenalty;

  @Option(
      names = "--presence-penalty",
      paramLabel = "X",
      description = "Subtracted once from tokens that were generated (default: none).")
  float presencePenalty;

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description = "Equal seeds give equal answers (default: another one each time).")
  Long seed;

  @Option(
      names = {"-n", "--max-tokens", "--n-predict"},
      paramLabel = "N",
      description = "Most tokens of an answer (default: until the model ends).")
  Integer maxTokens;

  @Option(
      names = {"--stop", "-r", "--reverse-prompt"},
      paramLabel = "TEXT",
      description = "End the answer before this text; may be given several times.")
  List<String> stop = List.of();

  @Option(
      names = "--ignore-eos",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Go on when the model says that it has finished.")
  boolean ignoreEndOfText;

  /** A request for one answer that streams without the prompt and without control tokens. */
  GenerationRequest request(int[] prompt) {
    return new GenerationRequest(
        prompt,
        params(),
        maxTokens == null ? GenerationRequest.UNLIMITED : maxTokens,
        1,
        stop,
        ignoreEndOfText,
        -1,
        true,
        true);
  }

  private SamplingParams params() {
    return new SamplingParams(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        frequencyPenalty,
        presencePenalty,
        Map.of(),
        seed == null ? new SplittableRandom().nextLong() : seed);
  }
}
