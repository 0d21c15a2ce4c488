package seseragi.engine.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody said, with every field as it was sent and in that order: templates look at {@code
 * tool_calls}, {@code tool_call_id}, {@code name}, {@code reasoning_content} and others, and see a
 * field that is null as {@code none} and one that is absent as undefined.
 *
 * @param fields values are null, strings, booleans, numbers, lists and maps of such. {@code role}
 *     is a string; {@code content} is absent, null, a string, or a list of parts, which are maps as
 *     {@code {"type": "text", "text": "Hi"}}. No text in them is read as template or as control
 *     tokens. Copied at the top level; must not change below
 */
public record ChatMessage(Map<String, Object> fields) {
  private static final String ROLE = "role";
  private static final String CONTENT = "content";

  /**
   * Checks role and content.
   *
   * @throws IllegalArgumentException if they are not what they must be; the message begins with
   *     what was expected
   */
  public ChatMessage {
    if (!(fields.get(ROLE) instanceof String)) {
      throw new IllegalArgumentException("expected a role that is a text");
    }
    Object content = fields.get(CONTENT);
    boolean parts =
        content instanceof List<?> list && list.stream().allMatch(Map.class::isInstance);
    if (!(content == null || content instanceof String || parts)) {
      throw new IllegalArgumentException(
          "expected a content that is a text, a list of parts (JSON objects), or null");
    }
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  public ChatMessage(String role, String content) {
    this(inOrder(ROLE, role, CONTENT, content));
  }

  /** Part of a content. */
  static Map<String, Object> textPart(String text) {
    return inOrder("type", "text", "text", text);
  }

  private static Map<String, Object> inOrder(
      String name, String value, String nextName, String nextValue) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(name, value);
    fields.put(nextName, nextValue);
    return fields;
  }

  /** Who said it, as {@code system}, {@code user}, {@code assistant}, {@code tool}. */
  public String role() {
    return (String) fields.get(ROLE);
  }

  /** The content, if it is one text. */
  public Optional<String> text() {
    return Optional.ofNullable(fields.get(CONTENT))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  /** The parts of the content; none if it has no parts. */
  List<Map<?, ?>> parts() {
    List<Map<?, ?>> parts = new ArrayList<>();
    if (fields.get(CONTENT) instanceof List<?> list) {
      list.forEach(part -> parts.add((Map<?, ?>) part));
    }
    return parts;
  }

  /** The text of a part, if it is one of text. */
  static Optional<String> text(Map<?, ?> part) {
    return "text".equals(part.get("type")) && part.get("text") instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }

  /** The same with another content. */
  ChatMessage withContent(Object content) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    changed.put(CONTENT, content);
    return new ChatMessage(changed);
  }

  /** Characters of text in the content. */
  public long contentLength() {
    long parts = parts().stream().mapToLong(part -> text(part).map(String::length).orElse(0)).sum();
    return text().map(String::length).orElse(0) + parts;
  }
}
