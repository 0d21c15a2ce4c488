package seseragi.server.live;

import java.util.List;

/** Messages that are not text of the model's. What the model says never looks like one. */
final class Marker {
  /** After every answer. */
  static final String END = "<|ENDTEXT|>";

  private static final String ERROR = "<|ERROR|>";

  private Marker() {}

  /** Why there is no answer, or no more of it. */
  static String error(String message) {
    return ERROR + " " + message;
  }

  /** A text of the model's as messages: in two parts where it would look like a marker. */
  static List<String> harmless(String text) {
    return text.equals(END) || text.startsWith(ERROR)
        ? List.of(text.substring(0, 1), text.substring(1))
        : List.of(text);
  }
}
