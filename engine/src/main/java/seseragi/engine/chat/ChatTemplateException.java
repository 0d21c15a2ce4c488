package seseragi.engine.chat;

/**
 * The template is not one, fails on this chat, or uses more than a template may. The message says
 * which, with line and column in the template.
 */
public final class ChatTemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ChatTemplateException(String message, Throwable cause) {
    super(message, cause);
  }
}
