package seseragi.server.openai;

import java.util.List;
import java.util.Optional;
import seseragi.engine.sampling.SamplingParams;
import seseragi.server.openai.CompletionRequest.Prompt;
import seseragi.server.serving.ServedModel;

/** What can be said of a request only when the model is known. */
final class Prompts {
  private Prompts() {}

  static void checkModel(ServedModel model, Optional<String> wanted) {
    if (wanted.isPresent() && !model.answersTo(wanted.get())) {
      throw new ModelNotFoundException(shown(wanted.get()), model.names());
    }
  }

  static void checkBias(ServedModel model, SamplingParams sampling) {
    int size = model.engine().tokenizer().vocabularySize();
    for (int token : sampling.logitBias().keySet()) {
      if (token >= size) {
        throw BadRequestException.invalid("logit_bias", "for token " + token, "ids below " + size);
      }
    }
  }

  /** The tokens of a prompt, checked to exist. */
  static int[] tokens(ServedModel model, Prompt prompt) {
    return switch (prompt) {
      case Prompt.Text(String text) -> {
        int[] tokens = model.engine().tokenizer().encode(text, true, true);
        if (tokens.length == 0) {
          throw BadRequestException.invalid("prompt", "empty", "at least one token");
        }
        yield tokens;
      }
      case Prompt.Tokens(List<Integer> ids) -> {
        checkTokens("prompt", ids, model.engine().tokenizer().vocabularySize());
        yield ids.stream().mapToInt(Integer::intValue).toArray();
      }
    };
  }

  static void checkTokens(String param, List<Integer> ids, int vocabularySize) {
    for (int id : ids) {
      if (id < 0 || id >= vocabularySize) {
        throw BadRequestException.invalid(
            param, "with token " + id, "ids from 0 to " + (vocabularySize - 1));
      }
    }
  }

  /** What {@code echo} repeats. */
  static String text(ServedModel model, Prompt prompt, int[] tokens) {
    return switch (prompt) {
      case Prompt.Text(String text) -> text;
      case Prompt.Tokens ids -> model.engine().tokenizer().decode(tokens, true);
    };
  }

  /** At least one token must fit behind a prompt. */
  static void checkLength(ServedModel model, int[] prompt, int configured, String param) {
    int context = model.engine().model().contextLength() - 1;
    int limit = configured == 0 ? context : Math.min(configured, context);
    if (prompt.length > limit) {
      throw BadRequestException.tooLong(param, prompt.length, limit);
    }
  }

  private static String shown(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "...";
  }
}
