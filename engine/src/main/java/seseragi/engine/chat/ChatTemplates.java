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

  /** The one for chats with documents, if the model has one of its own for them. */
  public static final String RAG = "rag";

  private record Entry(ChatTemplate template, ContentFit fit) {}

  private final Map<String, Entry> byName;

  private ChatTemplates(Map<String, Entry> byName) {
    this.byName = byName;
  }

  /**
   * Compiles all of them.
   *
   * @throws ChatTemplateException if one is not a template; the message names it
   */
  public static ChatTemplates compile(TemplateSources sources, ChatOptions options) {
    Map<String, Entry> byName = new LinkedHashMap<>();
    sources
        .templates()
        .forEach(
            (name, source) -> {
              ChatTemplate template = compile(name, source, sources.specialTokens(), options);
              byName.put(name, new Entry(template, template.contentFit()));
            });
    return new ChatTemplates(byName);
  }

  /**
   * The same without special tokens other than the tokenizer's own.
   *
   * @param sources Jinja texts by name; empty for a base model
   */
  public static ChatTemplates compile(Map<String, String> sources, ChatOptions options) {
    return compile(new TemplateSources(sources, Map.of()), options);
  }

  private static ChatTemplate compile(
      String name, String source, Map<String, Object> specialTokens, ChatOptions options) {
    try {
      return ChatTemplate.compile(source, specialTokens, options);
    } catch (ChatTemplateException e) {
      throw new ChatTemplateException("chat template '" + name + "': " + e.getMessage(), e);
    }
  }

  /** Whether the model can chat at all. */
  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /**
   * The prompt for a chat. If tools are given and the model has a template {@link #TOOL_USE}, that
   * is the one, as in transformers; else if documents are given and it has {@link #RAG}, that; else
   * {@link #DEFAULT}. A content in text parts becomes one text for a template that reads texts
   * only, and a text one part for a template that reads parts only.
   *
   * @throws NoChatTemplateException if the model has no such template
   * @throws ChatRefusedException if the template refuses the chat, or does not read such parts
   * @throws ChatTemplateException if the template fails on it, or needs more than a template may
   * @throws PromptTooLongException if it has more tokens than the options allow
   */
  public ChatPrompt prompt(ChatInput input, Tokenizer tokenizer) {
    Entry chosen =
        named(TOOL_USE, input.tools().isPresent())
            .or(() -> named(RAG, input.documents().isPresent()))
            .or(() -> named(DEFAULT, true))
            .orElseThrow(() -> new NoChatTemplateException(none()));
    return chosen.template().prompt(chosen.fit().fit(input), tokenizer);
  }

  private Optional<Entry> named(String name, boolean wanted) {
    return wanted ? Optional.ofNullable(byName.get(name)) : Optional.empty();
  }

  private String none() {
    return byName.isEmpty()
        ? "this model has no chat template, so it cannot chat: use plain completion, or give a"
            + " template with --chat-template FILE"
        : "this model has no default chat template, only %s: choose one with --chat-template NAME"
            .formatted(byName.keySet());
  }
}
