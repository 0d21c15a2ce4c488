package seseragi.server.serving;

/** The model has no chat template: it can complete texts only. */
public final class ChatUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ChatUnavailableException() {
    super(
        "this model has no chat template, so it cannot chat; use /v1/completions, or start the"
            + " server with --chat-template FILE");
  }
}
