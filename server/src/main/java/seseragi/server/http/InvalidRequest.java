package seseragi.server.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Answers what is not HTTP, or too long, and closes: nobody knows where the next request begins.
 */
final class InvalidRequest {
  private static final Pattern URI =
      Pattern.compile("(?:[!-$&-~]|%[0-9A-Fa-f]{2})*+"); // visible ASCII and whole escapes

  private InvalidRequest() {}

  /** What the decoder lets through although RFC 9112 and RFC 3986 do not. */
  static boolean isWellFormed(HttpServerRequest request) {
    return !request.headers().contains("") && URI.matcher(request.uri()).matches();
  }

  static void answer(HttpServerRequest request, AccessLog log) {
    Fault fault = fault(request.decoderResult().cause());
    request
        .response()
        .setStatusCode(fault.status())
        .putHeader("Content-Type", "application/json")
        .putHeader("Connection", "close")
        .end(Buffer.buffer(fault.json()))
        .onComplete(sent -> request.connection().close());
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("client", String.valueOf(request.remoteAddress().hostAddress()));
    line.put("status", fault.status());
    line.put("error", fault.code().orElse(""));
    log.write(line);
  }

  private static Fault fault(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException e ->
          Fault.of(414, "uri_too_long", "the request line is too long");
      case TooLongHttpHeaderException e ->
          Fault.of(431, "header_too_large", "the header fields are too large");
      case null, default -> Fault.of(400, "bad_request", "the request is not well-formed HTTP");
    };
  }
}
