package seseragi.server.json;

/** Bytes that are not JSON, or JSON beyond the limits. The message says what and where. */
public final class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedJsonException(String message) {
    super(message);
  }
}
