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
 * @param answerSoFar the answer's beginning, which stands behind all that the template writes and
 *     which the model continues; plain text, never read as control tokens; empty mostly
 * @param templateValues further values for the template, by name ({@code chat_template_kwargs})
 */
public record ChatInput(
    List<ChatMessage> messages,
    Optional<List<Map<String, Object>>> tools,
    Optional<List<Map<String, Object>>> documents,
    boolean addGenerationPrompt,
    String answerSoFar,
    Map<String, Object> templateValues) {
  public ChatInput {
    messages = List.copyOf(messages);
    tools = tools.map(List::copyOf);
    documents = documents.map(List::copyOf);
    templateValues = Collections.unmodifiableMap(new LinkedHashMap<>(templateValues));
  }

  /** A chat whose answer has not begun. */
  public ChatInput(
      List<ChatMessage> messages,
      Optional<List<Map<String, Object>>> tools,
      Optional<List<Map<String, Object>>> documents,
      boolean addGenerationPrompt,
      Map<String, Object> templateValues) {
    this(messages, tools, documents, addGenerationPrompt, "", templateValues);
  }

  /** Messages only, to be answered. */
  public static ChatInput of(List<ChatMessage> messages) {
    return new ChatInput(messages, Optional.empty(), Optional.empty(), true, Map.of());
  }

  ChatInput withMessages(List<ChatMessage> others) {
    return new ChatInput(
        others, tools, documents, addGenerationPrompt, answerSoFar, templateValues);
  }

  /**
   * The same chat with its last message as the beginning of the answer.
   *
   * @throws IllegalArgumentException if that is not the assistant's, or not one text, or alone
   */
  public ChatInput continuingLast() {
    int last = messages.size() - 1;
    if (last < 1
        || !messages.get(last).role().equals("assistant")
        || messages.get(last).text().isEmpty()) {
      throw new IllegalArgumentException("expected a text of the assistant's as the last message");
    }
    String text = messages.get(last).text().get();
    return new ChatInput(messages.subList(0, last), tools, documents, true, text, templateValues);
  }

  /** Characters of the messages' contents and of the answer so far. */
  long contentLength() {
    return messages.stream().mapToLong(ChatMessage::contentLength).sum() + answerSoFar.length();
  }
}
