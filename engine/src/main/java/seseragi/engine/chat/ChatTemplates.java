package seseragi.engine.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import seseragi.engine.tokenizer.Tokenizer;

/**
 * The chat templates of a model: one, several by name, or none. Immutable; any number of threads
 * may use it at once.
 */
public final class ChatTemplates {
  /** The template without a name. */
  public static final String DEFAULT = "default";

  /** The one for chats with tools, if the model has one of its own for them. */
  public static final String TOOL_USE = "tool_use";

  private final Map<String, ChatTemplate> byName;

  private ChatTemplates(Map<String, ChatTemplate> byName) {
    this.byName = byName;
  }

  /**
   * Compiles all of them.
   *
   * @param sources Jinja texts by name; empty for a base model
   * @throws ChatTemplateException if one is not a template; the message names it
   */
  public static ChatTemplates compile(Map<String, String> sources, ChatOptions options) {
    Map<String, ChatTemplate> byName = new LinkedHashMap<>();
    sources.forEach((name, source) -> byName.put(name, compile(name, source, options)));
    return new ChatTemplates(byName);
  }

  private static ChatTemplate compile(String name, String source, ChatOptions options) {
    try {
      return ChatTemplate.compile(source, options);
    } catch (ChatTemplateException e) {
      throw new ChatTemplateException("chat template '" + name + "': " + e.getMessage(), e);
    }
  }

  /** Whether the model can chat at all. */
  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /**
   * The prompt for a chat, by the template that transformers would choose: {@link #TOOL_USE} if
   * tools are given and the model has it, else {@link #DEFAULT}.
   *
   * @throws NoChatTemplateException if the model has no such template
   * @throws ChatRefusedException if the template refuses the chat
   * @throws ChatTemplateException if the template fails on it, or needs more than a template may
   * @throws PromptTooLongException if it has more tokens than the options allow
   */
  public ChatPrompt prompt(ChatInput input, Tokenizer tokenizer) {
    return prompt(input, "", tokenizer);
  }

  /**
   * The same, with the beginning of the answer behind it, which the model then continues.
   *
   * @param answerSoFar plain text: never read as control tokens
   */
  public ChatPrompt prompt(ChatInput input, String answerSoFar, Tokenizer tokenizer) {
    return choose(input.tools().isPresent()).prompt(input, answerSoFar, tokenizer);
  }

  private ChatTemplate choose(boolean tools) {
    Optional<ChatTemplate> forTools =
        tools ? Optional.ofNullable(byName.get(TOOL_USE)) : Optional.empty();
    return forTools
        .or(() -> Optional.ofNullable(byName.get(DEFAULT)))
        .orElseThrow(() -> new NoChatTemplateException(none()));
  }

  private String none() {
    return byName.isEmpty()
        ? "this model has no chat template, so it cannot chat: use plain completion, or give a"
            + " template with --chat-template FILE"
        : "this model has no default chat template, only %s: choose one with --chat-template NAME"
            .formatted(byName.keySet());
  }
}
