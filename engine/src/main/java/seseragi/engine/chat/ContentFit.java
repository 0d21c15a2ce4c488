package seseragi.engine.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seseragi.jinja.Template;
import seseragi.jinja.TemplateException;

/**
 * Whether a template reads a content that is one text, one in parts, or both: found by giving it
 * one of each. A chat in the other form is changed to what the template reads, where that loses
 * nothing; a template that is given what it does not read leaves it out or prints it as Python
 * would, and the model answers worse without an error.
 *
 * @param text whether it prints a content that is a text
 * @param parts whether it prints the texts of parts, and nothing else of them
 */
record ContentFit(boolean text, boolean parts) {
  private static final String TEXT = "seseragi\u2014text";
  private static final String REST = "seseragi\u2014rest";

  static ContentFit of(Template template) {
    Map<String, Object> part = ChatMessage.textPart(TEXT);
    part.put("rest", REST);
    String ofParts = rendered(template, List.of(part));
    return new ContentFit(
        rendered(template, TEXT).contains(TEXT), ofParts.contains(TEXT) && !ofParts.contains(REST));
  }

  private static String rendered(Template template, Object content) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("messages", List.of(Map.of("role", "user", "content", content)));
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", true);
    variables.put("bos_token", "");
    variables.put("eos_token", "");
    try {
      return template.render(variables).text();
    } catch (TemplateException e) {
      return "";
    }
  }

  /**
   * The chat as the template reads it.
   *
   * @throws ChatRefusedException if a message has parts other than text and the template reads text
   *     only
   */
  ChatInput fit(ChatInput input) {
    if (text == parts) { // it reads both; or what it reads was not found out
      return input;
    }
    List<ChatMessage> messages = new ArrayList<>(input.messages().size());
    input.messages().forEach(message -> messages.add(parts ? inParts(message) : joined(message)));
    return input.withMessages(messages);
  }

  private static ChatMessage inParts(ChatMessage message) {
    return message
        .text()
        .map(text -> message.withContent(List.of(ChatMessage.textPart(text))))
        .orElse(message);
  }

  private static ChatMessage joined(ChatMessage message) {
    if (!(message.fields().get("content") instanceof List)) {
      return message;
    }
    List<String> texts = new ArrayList<>();
    for (Map<?, ?> part : message.parts()) {
      texts.add(
          ChatMessage.text(part)
              .orElseThrow(
                  () ->
                      new ChatRefusedException(
                          "the chat template of this model reads text, not parts of the type '%s'"
                              .formatted(part.get("type")),
                          null)));
    }
    return message.withContent(String.join("\n", texts));
  }
}
