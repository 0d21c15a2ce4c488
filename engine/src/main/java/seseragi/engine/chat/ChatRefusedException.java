package seseragi.engine.chat;

/**
 * The template does not accept this chat and says why ({@code raise_exception}). The message is the
 * template's own, meant for whoever wrote the messages.
 */
public final class ChatRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ChatRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
