package seseragi.server.serving;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import seseragi.engine.chat.ChatTemplates;
import seseragi.engine.chat.PromptTooLongException;
import seseragi.engine.tokenizer.Tokenizer;

/**
 * Turns messages into the prompt that a model was trained to read. Thread-safe; may take a while.
 */
public interface ChatPrompts {
  /**
   * The prompt, as text and as tokens.
   *
   * @throws ChatUnavailableException if the model has no chat template
   * @throws ChatRefusedException if the template refuses these messages
   * @throws PromptTooLongException if the prompt is longer than the templates' options allow
   */
  Prompt prompt(Chat chat);

  /** Prompts by compiled templates; of none if the model has none. */
  static ChatPrompts of(ChatTemplates templates, Tokenizer tokenizer) {
    return new TemplateChat(templates, tokenizer);
  }

  /**
   * What is to be said.
   *
   * @param messages from the first to the last
   * @param addGenerationPrompt whether the prompt ends where the model's answer begins
   * @param answerSoFar beginning of the answer, which the model continues; empty mostly
   * @param templateValues further values that the template may ask for: strings, numbers, booleans,
   *     lists and maps of them
   */
  record Chat(
      List<Message> messages,
      boolean addGenerationPrompt,
      String answerSoFar,
      Map<String, Object> templateValues) {
    public Chat {
      messages = List.copyOf(messages);
      templateValues = Map.copyOf(templateValues);
    }

    public Chat(
        List<Message> messages, boolean addGenerationPrompt, Map<String, Object> templateValues) {
      this(messages, addGenerationPrompt, "", templateValues);
    }
  }

  /**
   * What somebody said.
   *
   * @param role as {@code system}, {@code user}, {@code assistant}
   * @param content text; never read as template or as control tokens
   * @param name of the speaker
   */
  record Message(String role, String content, Optional<String> name) {
    public Message(String role, String content) {
      this(role, content, Optional.empty());
    }
  }

  /** A rendered chat. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Prompt(String text, int[] tokens) {}
}
