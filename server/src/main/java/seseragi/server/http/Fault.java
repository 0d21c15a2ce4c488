package seseragi.server.http;

import java.time.Duration;
import java.util.Optional;
import seseragi.server.json.JsonText;
import tools.jackson.core.JsonGenerator;

/**
 * Why a request is not answered, as a client sees it.
 *
 * @param status of HTTP
 * @param type coarse kind, as {@code invalid_request_error}
 * @param code fine kind, as {@code model_not_found}
 * @param param the field of the request that is to blame
 * @param message for a person: what was found, what was expected, what to do
 * @param retryAfter when another try is worthwhile; if empty, the same request will fail again
 */
public record Fault(
    int status,
    String type,
    Optional<String> code,
    Optional<String> param,
    String message,
    Optional<Duration> retryAfter) {

  public static final String INVALID_REQUEST = "invalid_request_error";
  private static final int MAX_MESSAGE = 2000;

  public Fault {
    message = JsonText.wellFormed(message);
    if (message.length() > MAX_MESSAGE) {
      message = JsonText.wellFormed(message.substring(0, MAX_MESSAGE)) + "...";
    }
  }

  /** A request that can never be answered as it is. */
  public static Fault of(int status, String code, String message) {
    return new Fault(
        status, INVALID_REQUEST, Optional.of(code), Optional.empty(), message, Optional.empty());
  }

  /** Something that works again later. */
  public static Fault later(int status, String type, String code, String message, Duration after) {
    return new Fault(
        status, type, Optional.of(code), Optional.empty(), message, Optional.of(after));
  }

  /** A fault of the server's. */
  public static Fault internal(String message) {
    return new Fault(
        500,
        "server_error",
        Optional.of("internal_error"),
        Optional.empty(),
        message,
        Optional.empty());
  }

  /** The same, blaming a field. */
  public Fault about(String field) {
    return new Fault(status, type, code, Optional.of(field), message, retryAfter);
  }

  /** {@code {"error":{"message":...,"type":...,"param":...,"code":...}}}. */
  public byte[] json() {
    return JsonText.object(this::writeTo);
  }

  /** Writes the member {@code error} into an object. */
  public void writeTo(JsonGenerator out) {
    out.writeObjectPropertyStart("error");
    out.writeStringProperty("message", message);
    out.writeStringProperty("type", type);
    writeOptional(out, "param", param);
    writeOptional(out, "code", code);
    out.writeEndObject();
  }

  private static void writeOptional(JsonGenerator out, String name, Optional<String> value) {
    if (value.isPresent()) {
      out.writeStringProperty(name, value.get());
    } else {
      out.writeNullProperty(name);
    }
  }
}
