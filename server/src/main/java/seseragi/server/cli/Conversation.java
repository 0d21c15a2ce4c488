package seseragi.server.cli;

import java.util.ArrayList;
import java.util.List;
import seseragi.engine.chat.ChatInput;
import seseragi.engine.chat.ChatMessage;

/** What was said so far. Not thread-safe. */
final class Conversation {
  private final List<ChatMessage> turns = new ArrayList<>();
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
      turns.add(new ChatMessage("system", system));
    }
  }

  void ask(String text) {
    turns.add(new ChatMessage("user", text));
  }

  void answer(String text) {
    turns.add(new ChatMessage("assistant", text));
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

  /** For a prompt that the model's answer follows. */
  ChatInput chat() {
    return ChatInput.of(turns);
  }
}
