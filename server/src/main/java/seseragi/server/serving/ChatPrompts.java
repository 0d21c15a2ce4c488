package seseragi.server.serving;

import seseragi.engine.chat.ChatInput;
import seseragi.engine.chat.ChatPrompt;
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
  ChatPrompt prompt(ChatInput chat);

  /** Prompts by compiled templates; of none if the model has none. */
  static ChatPrompts of(ChatTemplates templates, Tokenizer tokenizer) {
    return new TemplateChat(templates, tokenizer);
  }
}
