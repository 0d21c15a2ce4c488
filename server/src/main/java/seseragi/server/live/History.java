package seseragi.server.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import seseragi.engine.chat.ChatInput;
import seseragi.engine.chat.ChatMessage;
import seseragi.engine.chat.PromptTooLongException;
import seseragi.server.serving.ChatUnavailableException;
import seseragi.server.serving.ServedModel;

/**
 * What was said on one WebSocket. When it outgrows the model's context, the oldest turns are
 * forgotten. A model without a chat template has no history: each message is a text to complete.
 * Asked and answered in turns; safe for two threads that take turns.
 */
final class History {
  /** Part of the context that is kept free for the answer: an eighth. */
  private static final int ANSWER_SHARE = 8;

  /** Messages that are kept at most. */
  private static final int MAX_MESSAGES = 1024;

  private final List<ChatMessage> messages = new ArrayList<>();

  /** A message with the prompt that it became. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Question(ChatMessage message, int[] tokens) {}

  /**
   * The prompt for a further message.
   *
   * @throws QuestionTooLongException if it fits into no prompt
   * @throws PromptTooLongException likewise
   */
  synchronized Question ask(ServedModel model, String text) {
    ChatMessage message = new ChatMessage("user", text);
    int context = model.engine().model().contextLength();
    try {
      int room = context - context / ANSWER_SHARE;
      Optional<int[]> fitting = prompt(model, message, room);
      while (fitting.isEmpty() && !messages.isEmpty()) {
        forget();
        fitting = prompt(model, message, messages.isEmpty() ? context : room);
      }
      int[] tokens = fitting.orElseGet(() -> prompt(model, message));
      return checked(new Question(message, tokens), context);
    } catch (ChatUnavailableException e) {
      int[] tokens = model.engine().tokenizer().encode(text, true, false);
      return checked(new Question(message, tokens), context);
    }
  }

  private static Question checked(Question question, int context) {
    if (question.tokens().length >= context) {
      throw new QuestionTooLongException(question.tokens().length, context - 1);
    }
    return question;
  }

  /** The prompt, if it has no more than {@code room} tokens. */
  private Optional<int[]> prompt(ServedModel model, ChatMessage message, int room) {
    try {
      return Optional.of(prompt(model, message)).filter(tokens -> tokens.length <= room);
    } catch (PromptTooLongException e) {
      return Optional.empty();
    }
  }

  private int[] prompt(ServedModel model, ChatMessage message) {
    List<ChatMessage> all = new ArrayList<>(messages);
    all.add(message);
    return model.chat().prompt(ChatInput.of(all)).tokens();
  }

  /** Half of the turns at once: one by one would take a template's time for each. */
  private void forget() {
    int turns = Math.max(1, messages.size() / 4);
    messages.subList(0, Math.min(messages.size(), 2 * turns)).clear();
  }

  /** Keeps a turn; the answer may be a part of one. */
  synchronized void answered(Question question, String answer) {
    messages.add(question.message());
    messages.add(new ChatMessage("assistant", answer));
    if (messages.size() > MAX_MESSAGES) {
      forget();
    }
  }
}
