package seseragi.server.cli;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Results for programs. */
final class Json {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();

  private Json() {}

  /**
   * Maps, lists, texts, numbers, booleans and null.
   *
   * @throws tools.jackson.core.JacksonException if it is no JSON, or nested deeper than 1000
   */
  static Object read(String text) {
    return MAPPER.readValue(text, Object.class);
  }

  /** On one line. */
  static String line(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** On several lines. */
  static String pretty(Object value) {
    return PRETTY.writeValueAsString(value);
  }
}
