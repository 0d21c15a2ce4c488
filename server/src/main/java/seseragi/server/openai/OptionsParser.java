package seseragi.server.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ThreadLocalRandom;
import seseragi.engine.GenerationRequest;
import seseragi.engine.sampling.SamplingParams;
import tools.jackson.databind.JsonNode;

/** Reads {@link AnswerOptions}. Numbers that sampling knows the range of are checked there. */
final class OptionsParser {
  private final RequestLimits limits;

  OptionsParser(RequestLimits limits) {
    this.limits = limits;
  }

  /**
   * The options of a request.
   *
   * @param logprobs as the endpoint reads them
   * @param defaultMaxTokens of the endpoint
   */
  AnswerOptions parse(Fields request, int logprobs, int defaultMaxTokens) {
    Unsupported.check(request);
    boolean stream = request.bool("stream", false);
    int choices = request.integer("n", 1, limits.choices()).orElse(1);
    refuseBestOf(request, choices);
    return new AnswerOptions(
        request.string("model"),
        sampling(request),
        maxTokens(request, defaultMaxTokens),
        choices,
        stop(request),
        request.bool("ignore_eos", false),
        logprobs,
        request.bool("skip_special_tokens", true),
        stream,
        streamOption(request, stream, "include_usage"),
        streamOption(request, stream, "include_progress"));
  }

  private SamplingParams sampling(Fields request) {
    return new SamplingParams(
        request.number("temperature", 1),
        topK(request),
        request.number("top_p", 1),
        request.number("min_p", 0),
        repetitionPenalty(request),
        request.number("frequency_penalty", 0),
        request.number("presence_penalty", 0),
        logitBias(request),
        request.anyInteger("seed").orElseGet(() -> ThreadLocalRandom.current().nextLong()));
  }

  /** -1 stands for all with some clients, 0 with others. */
  private static int topK(Fields request) {
    return Math.max(0, request.integer("top_k", -1, Integer.MAX_VALUE).orElse(0));
  }

  private static float repetitionPenalty(Fields request) {
    OptionalDouble penalty = request.number("repetition_penalty");
    return penalty.isPresent()
        ? (float) penalty.getAsDouble()
        : request.number("repeat_penalty", 1);
  }

  private static int maxTokens(Fields request, int otherwise) {
    int all = GenerationRequest.UNLIMITED;
    return request
        .integer("max_completion_tokens", 1, all)
        .orElseGet(() -> request.integer("max_tokens", 1, all).orElse(otherwise));
  }

  private Map<Integer, Float> logitBias(Fields request) {
    Map<Integer, Float> biases = new LinkedHashMap<>();
    Optional<Fields> given = request.fields("logit_bias");
    if (given.isPresent()) {
      JsonNode object = given.get().object();
      if (object.size() > limits.logitBias()) {
        throw BadRequestException.invalid(
            "logit_bias", object.size() + " entries", "at most " + limits.logitBias());
      }
      object
          .propertyNames()
          .forEach(token -> biases.put(tokenId(token), given.get().number(token, 0)));
    }
    return biases;
  }

  private static int tokenId(String key) {
    if (!key.matches("\\d{1,9}")) {
      throw BadRequestException.invalid(
          "logit_bias", "for '" + shown(key) + "'", "token ids as keys");
    }
    return Integer.parseInt(key);
  }

  private List<String> stop(Fields request) {
    List<String> stops = new ArrayList<>();
    if (request.at("stop").filter(JsonNode::isString).isPresent()) {
      stops.add(stop(request.string("stop").orElseThrow()));
    } else {
      for (JsonNode one : request.array("stop", limits.stop()).orElse(List.of())) {
        if (!one.isString()) {
          throw BadRequestException.invalid("stop", "with " + Fields.shown(one), "strings");
        }
        stops.add(stop(one.stringValue()));
      }
    }
    return stops;
  }

  private String stop(String text) {
    if (text.isEmpty() || text.length() > limits.stopCharacters()) {
      throw BadRequestException.invalid(
          "stop", "a text of " + text.length() + " characters", "1 to " + limits.stopCharacters());
    }
    return text;
  }

  private static boolean streamOption(Fields request, boolean stream, String name) {
    Optional<Fields> options = request.fields("stream_options");
    if (options.isPresent() && !stream) {
      throw BadRequestException.invalid("stream_options", "set", "it only with \"stream\": true");
    }
    return options.map(o -> o.bool(name, false)).orElse(false);
  }

  private static void refuseBestOf(Fields request, int choices) {
    int bestOf = request.integer("best_of", 1, Integer.MAX_VALUE).orElse(choices);
    if (bestOf != choices) {
      throw BadRequestException.unsupported("best_of", "leave it out or make it equal to n");
    }
  }

  private static String shown(String key) {
    return key.length() <= 20 ? key : key.substring(0, 20) + "...";
  }
}
