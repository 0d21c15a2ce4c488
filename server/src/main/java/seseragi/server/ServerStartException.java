package seseragi.server;

/** The server cannot listen. The message says where, why and what to do. */
public final class ServerStartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ServerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
