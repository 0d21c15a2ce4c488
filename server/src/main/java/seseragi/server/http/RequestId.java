package seseragi.server.http;

import java.util.UUID;
import java.util.regex.Pattern;

/** The name of a request in answers and logs. */
final class RequestId {
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private RequestId() {}

  /** The client's name for its request where it is harmless, else a new one. */
  static String of(String fromClient) {
    return fromClient != null && ACCEPTED.matcher(fromClient).matches()
        ? fromClient
        : "req-" + UUID.randomUUID().toString().replace("-", "");
  }
}
