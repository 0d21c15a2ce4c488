package seseragi.engine.chat;

/** The model has no chat template: it can complete texts only. */
public final class NoChatTemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoChatTemplateException(String message) {
    super(message);
  }
}
