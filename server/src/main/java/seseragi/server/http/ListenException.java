package seseragi.server.http;

/** An address cannot be listened on. */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ListenException(String host, int port, Throwable cause) {
    super(
        "cannot listen on %s:%d: %s. Is another server running there? Choose another --port, or a"
                .formatted(host, port, cause.getMessage())
            + " --host that is an address of this machine.",
        cause);
  }
}
