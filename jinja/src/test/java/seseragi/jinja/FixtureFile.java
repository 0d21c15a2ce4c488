package seseragi.jinja;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** One JSON file of the fixtures: key order kept, 1 and 1.0 apart. */
record FixtureFile(Path path, Map<String, Object> content) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};

  static FixtureFile read(Path path) throws IOException {
    return new FixtureFile(path, JSON.readValue(Files.readString(path), OBJECT));
  }

  String sibling(String name) throws IOException {
    return Files.readString(path.resolveSibling(name));
  }

  @SuppressWarnings("unchecked")
  List<Map<String, Object>> cases() {
    return (List<Map<String, Object>>) content.get("cases");
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Map<String, Object> in, String key) {
    return (Map<String, Object>) in.getOrDefault(key, Map.of());
  }

  /** Options with the file's clock. */
  TemplateOptions options() {
    Object now = content.getOrDefault("now", "2026-03-05T14:07:09");
    Instant instant = LocalDateTime.parse((String) now).toInstant(ZoneOffset.UTC);
    return TemplateOptions.defaults().withClock(() -> instant, ZoneOffset.UTC);
  }

  /** What transformers passes for a case of a chat template; later ones win. */
  Map<String, Object> chatVariables(Map<String, Object> chat) {
    Map<String, Object> variables = new LinkedHashMap<>();
    for (String token : List.of("bos_token", "eos_token")) {
      if (content.get(token) instanceof String text) {
        variables.put(token, new TrustedText(text));
      }
    }
    variables.putAll(object(content, "context"));
    variables.putAll(object(chat, "kwargs"));
    variables.put("messages", chat.get("messages"));
    variables.put("tools", chat.get("tools"));
    variables.put("documents", chat.get("documents"));
    variables.put("add_generation_prompt", chat.get("add_generation_prompt"));
    return variables;
  }
}
