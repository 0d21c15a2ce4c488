package seseragi.engine.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody said.
 *
 * @param role as {@code system}, {@code user}, {@code assistant}, {@code tool}
 * @param content text, never read as template or as control tokens; empty where a message has none,
 *     as one that only calls tools: templates see {@code none}
 * @param fields what else the template may look at, as {@code name}, {@code tool_calls}, {@code
 *     tool_call_id}: null, strings, booleans, numbers, lists and maps of such. Copied at the top
 *     level, in order; must not change below
 */
public record ChatMessage(String role, Optional<String> content, Map<String, Object> fields) {
  public ChatMessage {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
    if (fields.containsKey("role") || fields.containsKey("content")) {
      throw new IllegalArgumentException("role and content are no further fields of a message");
    }
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  public ChatMessage(String role, String content) {
    this(role, Optional.of(content), Map.of());
  }
}
