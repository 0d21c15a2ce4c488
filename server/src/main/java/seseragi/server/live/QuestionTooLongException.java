package seseragi.server.live;

/** A message that does not fit into the model's context, even alone. */
final class QuestionTooLongException extends RuntimeException {
  private static final long serialVersionUID = 1;

  QuestionTooLongException(int tokens, int limit) {
    super("the message has %d tokens; the model takes at most %d".formatted(tokens, limit));
  }
}
