package seseragi.engine.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a template is given, as Hugging Face transformers gives it. Values are null, strings,
 * booleans, numbers, lists and maps of such; maps keep their order.
 *
 * @param messages from the first to the last
 * @param tools descriptions of what the model may call; to templates an empty list is not none
 * @param documents what the model may quote; likewise
 * @param addGenerationPrompt whether the prompt ends where the model's answer begins
 * @param templateValues further values for the template, by name ({@code chat_template_kwargs})
 */
public record ChatInput(
    List<ChatMessage> messages,
    Optional<List<Map<String, Object>>> tools,
    Optional<List<Map<String, Object>>> documents,
    boolean addGenerationPrompt,
    Map<String, Object> templateValues) {
  public ChatInput {
    messages = List.copyOf(messages);
    tools = tools.map(List::copyOf);
    documents = documents.map(List::copyOf);
    templateValues = Collections.unmodifiableMap(new LinkedHashMap<>(templateValues));
  }

  /** Messages only, to be answered. */
  public static ChatInput of(List<ChatMessage> messages) {
    return new ChatInput(messages, Optional.empty(), Optional.empty(), true, Map.of());
  }

  ChatInput withMessages(List<ChatMessage> others) {
    return new ChatInput(others, tools, documents, addGenerationPrompt, templateValues);
  }

  /** Characters of the messages' contents. */
  long contentLength() {
    return messages.stream().mapToLong(ChatMessage::contentLength).sum();
  }
}
