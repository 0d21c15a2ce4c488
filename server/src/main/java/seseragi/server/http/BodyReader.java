package seseragi.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Collects the bodies of requests, each within its limit and all within the budget. */
final class BodyReader {
  private final Surroundings surroundings;
  private final AtomicLong buffered; // bytes, shared by all event loops

  BodyReader(Surroundings surroundings, AtomicLong buffered) {
    this.surroundings = surroundings;
    this.buffered = buffered;
  }

  /** Hands the body on when it is complete, or fails the exchange. */
  void read(Exchange exchange, Consumer<IncomingBody> complete) {
    HttpServerRequest request = exchange.request();
    Optional<Fault> refused = refuse(request);
    if (refused.isPresent()) {
      refuse(exchange, refused.get());
      return;
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    collect(exchange, request, complete);
  }

  private void collect(
      Exchange exchange, HttpServerRequest request, Consumer<IncomingBody> complete) {
    IncomingBody body = new IncomingBody(limit(), buffered, budget());
    Duration patience = surroundings.options().timeouts().body();
    long timer =
        surroundings
            .vertx()
            .setTimer(patience.toMillis(), expired -> refuse(exchange, tooSlow(patience)));
    exchange.onEnd(
        () -> {
          surroundings.vertx().cancelTimer(timer);
          body.release();
        });
    request.handler(
        part -> {
          if (!exchange.answered()) {
            body.append(part).ifPresent(fault -> refuse(exchange, fault));
          }
        });
    request.endHandler(
        end -> {
          surroundings.vertx().cancelTimer(timer);
          if (!exchange.answered()) {
            complete.accept(body);
          }
        });
  }

  private void refuse(Exchange exchange, Fault fault) {
    if (!exchange.answered()) {
      exchange.closeAfterAnswer();
      exchange.fail(fault);
    }
  }

  private Optional<Fault> refuse(HttpServerRequest request) {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return Optional.of(
          Fault.of(
              415,
              "unsupported_content_encoding",
              "Content-Encoding is '%s'; send the body as it is".formatted(encoding)));
    }
    String type = request.getHeader("Content-Type");
    if (!isJson(type)) {
      return Optional.of(
          Fault.of(
              415,
              "unsupported_media_type",
              "Content-Type is '%s'; send the header field 'Content-Type: application/json'"
                  .formatted(type == null ? "" : type)));
    }
    String length = request.getHeader("Content-Length");
    return length != null && isAbove(length.strip(), limit())
        ? Optional.of(IncomingBody.tooLarge(limit()))
        : Optional.empty();
  }

  /** The decoder below has made sure that it is a number. */
  private static boolean isAbove(String length, int limit) {
    return length.length() > 18 || Long.parseLong(length) > limit;
  }

  private static boolean isJson(String contentType) {
    if (contentType == null) {
      return false;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", 2);
    return parts[0].strip().equals("application/json")
        && (parts.length == 1 || parts[1].strip().matches("(charset=\"?utf-?8\"?)?"));
  }

  private int limit() {
    return surroundings.options().limits().bodyBytes();
  }

  private long budget() {
    return surroundings.options().limits().bufferedBytes();
  }

  private static Fault tooSlow(Duration patience) {
    return Fault.of(
        408, "body_too_slow", "the body took longer than %d s".formatted(patience.toSeconds()));
  }
}
