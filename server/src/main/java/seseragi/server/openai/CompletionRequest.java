package seseragi.server.openai;

import java.util.List;

/**
 * A validated request to {@code /v1/completions}.
 *
 * @param prompts at least one
 * @param echo begin each answer with its prompt
 * @param options all else
 */
record CompletionRequest(List<Prompt> prompts, boolean echo, AnswerOptions options) {
  CompletionRequest {
    prompts = List.copyOf(prompts);
  }

  /** What is to be completed. */
  sealed interface Prompt {
    record Text(String text) implements Prompt {}

    /** Token ids, not yet known to exist. */
    record Tokens(List<Integer> ids) implements Prompt {
      public Tokens {
        ids = List.copyOf(ids);
      }
    }
  }
}
