package seseragi.server.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import seseragi.server.json.JsonText;
import seseragi.server.openai.CompletionRequest.Prompt;
import tools.jackson.databind.JsonNode;

/** Reads requests to complete a text. */
final class CompletionParser {
  /** OpenAI's for this endpoint. */
  private static final int DEFAULT_MAX_TOKENS = 16;

  private static final String EXPECTED =
      "a string, an array of strings, an array of token ids, or an array of such arrays";

  private final RequestLimits limits;
  private final OptionsParser options;

  CompletionParser(RequestLimits limits) {
    this.limits = limits;
    options = new OptionsParser(limits);
  }

  CompletionRequest parse(JsonNode body) {
    Fields request = Fields.of(body);
    OptionalInt logprobs = request.integer("logprobs", 0, limits.logprobs());
    boolean echo = request.bool("echo", false);
    if (echo && logprobs.isPresent()) {
      throw BadRequestException.unsupported(
          "logprobs", "not together with echo: the prompt's own probabilities are not computed");
    }
    List<Prompt> prompts = prompts(request);
    AnswerOptions answer = options.parse(request, logprobs.orElse(-1), DEFAULT_MAX_TOKENS);
    if ((long) prompts.size() * answer.choices() > limits.choices()) {
      throw BadRequestException.invalid(
          "n",
          answer.choices() + " for each of " + prompts.size() + " prompts",
          "at most %d answers in all".formatted(limits.choices()));
    }
    return new CompletionRequest(prompts, echo, answer);
  }

  private List<Prompt> prompts(Fields request) {
    JsonNode node =
        request
            .at("prompt")
            .orElseThrow(() -> BadRequestException.invalid("prompt", "missing", EXPECTED));
    List<Prompt> prompts = new ArrayList<>();
    if (node.isString()) {
      prompts.add(text(node));
    } else if (node.isArray() && !node.isEmpty() && node.get(0).isNumber()) {
      prompts.add(tokens(node, "prompt"));
    } else if (node.isArray() && !node.isEmpty()) {
      List<JsonNode> several = request.array("prompt", limits.prompts()).orElseThrow();
      for (int i = 0; i < several.size(); i++) {
        prompts.add(one(several.get(i), "prompt[" + i + "]"));
      }
    } else {
      throw BadRequestException.invalid(
          "prompt", node.isEmpty() ? "empty" : Fields.shown(node), EXPECTED);
    }
    checkSize(prompts);
    return prompts;
  }

  private Prompt one(JsonNode node, String path) {
    if (node.isString()) {
      return text(node);
    }
    if (node.isArray() && !node.isEmpty()) {
      return tokens(node, path);
    }
    throw BadRequestException.invalid(
        path, node.isArray() ? "empty" : Fields.shown(node), "a string or an array of token ids");
  }

  private static Prompt text(JsonNode node) {
    return new Prompt.Text(JsonText.wellFormed(node.stringValue()));
  }

  private Prompt tokens(JsonNode array, String path) {
    if (array.size() > limits.promptCharacters()) {
      throw BadRequestException.invalid(
          path, array.size() + " tokens", "at most " + limits.promptCharacters());
    }
    List<Integer> ids = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      ids.add(Fields.integer(array.get(i), path + "[" + i + "]", 0, Integer.MAX_VALUE));
    }
    return new Prompt.Tokens(ids);
  }

  private void checkSize(List<Prompt> prompts) {
    long characters = 0;
    for (Prompt prompt : prompts) {
      characters +=
          switch (prompt) {
            case Prompt.Text(String text) -> text.length();
            case Prompt.Tokens(List<Integer> ids) -> ids.size();
          };
    }
    if (characters > limits.promptCharacters()) {
      throw BadRequestException.invalid(
          "prompt", characters + " characters", "at most " + limits.promptCharacters());
    }
  }
}
