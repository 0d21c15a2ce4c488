package seseragi.server.serving;

/** The model's template does not accept these messages. The message is the template's. */
public final class ChatRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ChatRefusedException(String message) {
    super(message);
  }
}
