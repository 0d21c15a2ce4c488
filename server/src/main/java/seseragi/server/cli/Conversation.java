package seseragi.server.cli;

import java.util.ArrayList;
import java.util.List;

/** What was said so far. Not thread-safe. */
final class Conversation {
  /**
   * One message.
   *
   * @param role {@code system}, {@code user} or {@code assistant}
   * @param content its text
   */
  record Turn(String role, String content) {}

  private final List<Turn> turns = new ArrayList<>();
  private final String system;

  /**
   * @param system instructions before everything; may be empty
   */
  Conversation(String system) {
    this.system = system;
    clear();
  }

  /** Forgets everything but the instructions. */
  void clear() {
    turns.clear();
    if (!system.isEmpty()) {
      turns.add(new Turn("system", system));
    }
  }

  void ask(String text) {
    turns.add(new Turn("user", text));
  }

  void answer(String text) {
    turns.add(new Turn("assistant", text));
  }

  /** Takes the last answer back, so that it can be given anew; false if nothing was asked yet. */
  boolean takeAnswerBack() {
    if (endsWith("assistant")) {
      turns.removeLast();
    }
    return endsWith("user");
  }

  /** Takes the last question back, if it is the last turn. */
  void takeQuestionBack() {
    if (endsWith("user")) {
      turns.removeLast();
    }
  }

  private boolean endsWith(String role) {
    return !turns.isEmpty() && turns.getLast().role().equals(role);
  }

  List<Turn> turns() {
    return List.copyOf(turns);
  }
}
