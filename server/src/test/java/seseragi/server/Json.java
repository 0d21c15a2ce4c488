package seseragi.server;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON in tests. */
final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  /** The value at a JSON pointer, as text; numbers and booleans as they are written. */
  static String at(String text, String pointer) {
    JsonNode node = read(text).at(pointer);
    return node.isString() ? node.stringValue() : node.toString();
  }
}
