package seseragi.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;

/** Who may ask, and what the others are told. */
record Gate(HostRule hosts, OriginRule origins, KeyRule keys) {
  Gate(HttpOptions options) {
    this(
        new HostRule(options.host(), options.access().hosts()),
        new OriginRule(options.access().origins()),
        new KeyRule(options.access().apiKeys()));
  }

  /** Keys are asked for later: some routes are open, and browsers ask without one first. */
  Optional<Fault> refuse(HttpServerRequest request) {
    return hosts.refuse(request).or(() -> origins.refuse(request.headers()));
  }

  static Fault unrouted(int status, Exchange exchange) {
    String method = exchange.request().method().name();
    return switch (status) {
      case 404 ->
          Fault.of(404, "not_found", "there is no '%s %s' here".formatted(method, exchange.path()));
      case 405 ->
          Fault.of(
              405,
              "method_not_allowed",
              "'%s' does not take %s".formatted(exchange.path(), method));
      default -> Fault.internal("internal error");
    };
  }

  static Fault closing() {
    return Fault.later(
        503,
        "unavailable_error",
        "shutting_down",
        "the server is shutting down",
        Duration.ofSeconds(5));
  }
}
