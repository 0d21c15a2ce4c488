package seseragi.server.cli;

/** A command cannot do what it was asked to. The message is one sentence with a remedy. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CommandException(String message) {
    super(message);
  }

  CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
