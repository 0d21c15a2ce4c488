package seseragi.engine.chat;

/** The messages make a longer prompt than is allowed. */
public final class PromptTooLongException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long atLeast;
  private final int most;

  PromptTooLongException(long atLeast, int most, boolean exact) {
    super(
        "the messages make a prompt of %s%d tokens, at most %d"
            .formatted(exact ? "" : "more than ", atLeast, most));
    this.atLeast = atLeast;
    this.most = most;
  }

  /** Tokens of the prompt, or a number that they surely reach. */
  public long atLeast() {
    return atLeast;
  }

  /** Tokens that are allowed. */
  public int most() {
    return most;
  }
}
