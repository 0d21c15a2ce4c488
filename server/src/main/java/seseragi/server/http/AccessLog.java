package seseragi.server.http;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import seseragi.server.http.HttpOptions.LogFormat;
import seseragi.server.json.JsonText;
import tools.jackson.core.JsonGenerator;

/**
 * One line for each request: never a prompt or an answer, and nothing from outside that is not
 * escaped and cut.
 */
final class AccessLog {
  private static final int MAX_VALUE = 200;

  private final LogFormat format;
  private final Consumer<String> sink;

  AccessLog(LogFormat format) {
    this(format, toLogger(System.getLogger("seseragi.access")));
  }

  AccessLog(LogFormat format, Consumer<String> sink) {
    this.format = format;
    this.sink = sink;
  }

  private static Consumer<String> toLogger(System.Logger logger) {
    return line -> logger.log(Level.INFO, () -> line);
  }

  /** Writes the line; values are strings and numbers. */
  void write(Map<String, Object> fields) {
    switch (format) {
      case TEXT -> sink.accept(text(fields));
      case JSON -> sink.accept(json(fields));
      case OFF -> {}
    }
  }

  private static String text(Map<String, Object> fields) {
    StringBuilder line = new StringBuilder(160);
    fields.forEach(
        (key, value) -> {
          line.append(line.isEmpty() ? "" : " ").append(key).append('=');
          line.append(value instanceof String text ? quoted(escaped(text)) : value);
        });
    return line.toString();
  }

  private static String json(Map<String, Object> fields) {
    byte[] object = JsonText.object(out -> fields.forEach((key, value) -> member(out, key, value)));
    return new String(object, StandardCharsets.UTF_8);
  }

  private static void member(JsonGenerator out, String key, Object value) {
    switch (value) {
      case Long number -> out.writeNumberProperty(key, number);
      case Integer number -> out.writeNumberProperty(key, number);
      case Double number -> out.writeNumberProperty(key, number);
      default -> out.writeStringProperty(key, escaped(value.toString()));
    }
  }

  private static String quoted(String text) {
    return text.isEmpty() || text.indexOf(' ') >= 0 || text.indexOf('"') >= 0
        ? '"' + text.replace("\"", "\\\"") + '"'
        : text;
  }

  /** Visible ASCII stays, everything else becomes an escape; long texts are cut. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(Math.min(text.length(), MAX_VALUE) + 8);
    for (int i = 0; i < text.length(); i++) {
      if (escaped.length() >= MAX_VALUE) {
        return escaped.append("...").toString();
      }
      char c = text.charAt(i);
      if (c == '\\') {
        escaped.append("\\\\");
      } else if (c >= ' ' && c < 0x7f) {
        escaped.append(c);
      } else {
        escaped.append("\\u%04x".formatted((int) c));
      }
    }
    return escaped.toString();
  }
}
