package seseragi.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;

/**
 * The way of a request: named, timed and logged as an {@link Exchange}; refused if it may not ask;
 * then routed. One entrance per event loop.
 */
final class Entrance {
  private static final String EXCHANGE = "exchange";

  private final Surroundings surroundings;
  private final Gate gate;
  private final BodyReader bodies;
  private final Executor requests;
  private final Set<String> posts;
  private final Router router;

  Entrance(Surroundings surroundings, Routes routes, BodyReader bodies, Executor requests) {
    this.surroundings = surroundings;
    this.gate = new Gate(surroundings.options());
    this.bodies = bodies;
    this.requests = requests;
    posts =
        routes.all().stream()
            .filter(route -> route.kind() == Routes.Kind.JSON)
            .map(Routes.Route::path)
            .collect(Collectors.toUnmodifiableSet());
    router = Router.router(surroundings.vertx());
    router.route().handler(this::enter);
    routes.all().forEach(this::add);
    for (int status : new int[] {400, 404, 405, 500}) {
      router.errorHandler(status, this::unrouted);
    }
  }

  void handle(HttpServerRequest request) {
    surroundings.guard().requestBegan(request.connection());
    if (InvalidRequest.isWellFormed(request)) {
      router.handle(request);
    } else {
      InvalidRequest.answer(request, surroundings.log());
    }
  }

  private void enter(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    Exchange exchange =
        new Exchange(request, surroundings.vertx().getOrCreateContext(), surroundings);
    routing.put(EXCHANGE, exchange);
    Optional<Fault> refused = gate.refuse(request);
    if (refused.isPresent()) {
      refuse(exchange, refused.get());
      return;
    }
    gate.origins().allow(request.headers(), exchange.responseHeaders());
    if (request.method().equals(HttpMethod.OPTIONS)) {
      gate.origins().allowMethods(request.headers(), exchange.responseHeaders());
      exchange.answerEmpty(204);
      return;
    }
    routing.next();
  }

  private void add(Routes.Route route) {
    switch (route.kind()) {
      case QUICK -> {
        router.get(route.path()).handler(routing -> quick(route, routing));
        router.head(route.path()).handler(routing -> quick(route, routing));
      }
      case JSON -> router.post(route.path()).handler(routing -> json(route, routing));
      case SOCKET -> router.get(route.path()).handler(routing -> socket(route, routing));
    }
  }

  private void quick(Routes.Route route, RoutingContext routing) {
    Exchange exchange = routing.get(EXCHANGE);
    if (mayPass(route, exchange)) {
      run(route, exchange);
    }
  }

  private void json(Routes.Route route, RoutingContext routing) {
    Exchange exchange = routing.get(EXCHANGE);
    if (mayPass(route, exchange)) {
      bodies.read(exchange, body -> understand(route, exchange, body));
    }
  }

  /** From the event loop to a virtual thread: JSON, templates and tokens take their time. */
  private void understand(Routes.Route route, Exchange exchange, IncomingBody body) {
    exchange.limit(surroundings.options().timeouts().answer());
    exchange.body(body.take());
    try {
      requests.execute(
          () -> {
            run(route, exchange);
            exchange.dropBody();
            exchange.onLoop(body::release);
          });
    } catch (RejectedExecutionException e) {
      exchange.fail(Gate.closing());
    }
  }

  private void run(Routes.Route route, Exchange exchange) {
    try {
      route.handler().handle(exchange);
    } catch (Throwable e) { // an Error too must not leave the client waiting
      exchange.fail(e);
    }
  }

  private void socket(Routes.Route route, RoutingContext routing) {
    Exchange exchange = routing.get(EXCHANGE);
    if (!mayPass(route, exchange)) {
      return;
    }
    HttpServerRequest request = exchange.request();
    if (!request.canUpgradeToWebSocket()) {
      exchange.responseHeaders().set("Upgrade", "websocket");
      exchange.fail(
          Fault.of(426, "websocket_expected", request.path() + " is a WebSocket; open it as one"));
      return;
    }
    Vertx vertx = surroundings.vertx();
    request
        .toWebSocket()
        .onSuccess(
            socket -> {
              exchange.upgraded();
              TextSocket opened =
                  new TextSocket(socket, vertx.getOrCreateContext(), surroundings, exchange.id());
              route.socketHandler().opened(opened);
            })
        .onFailure(e -> exchange.fail(badHandshake()));
  }

  private static Fault badHandshake() {
    return Fault.of(400, "bad_websocket", "the WebSocket handshake is not right");
  }

  private boolean mayPass(Routes.Route route, Exchange exchange) {
    Optional<Fault> refused =
        route.open() ? Optional.empty() : gate.keys().refuse(exchange.request().headers());
    refused.ifPresent(fault -> refuse(exchange, fault));
    return refused.isEmpty();
  }

  private void unrouted(RoutingContext routing) {
    Exchange exchange = routing.get(EXCHANGE);
    if (exchange == null) {
      routing.response().setStatusCode(routing.statusCode()).end();
      return;
    }
    if (routing.statusCode() == 405) {
      exchange.responseHeaders().set("Allow", allowed(exchange.path()));
    }
    refuse(exchange, Gate.unrouted(routing.statusCode(), exchange));
  }

  private String allowed(String path) {
    return posts.contains(path) ? "POST" : "GET, HEAD";
  }

  /** Whoever is refused before its body was read may still be sending it. */
  private static void refuse(Exchange exchange, Fault fault) {
    if (hasBody(exchange.request())) {
      exchange.closeAfterAnswer();
    }
    exchange.fail(fault);
  }

  private static boolean hasBody(HttpServerRequest request) {
    return !request.isEnded()
        && (request.headers().contains("Transfer-Encoding")
            || (request.headers().contains("Content-Length")
                && !"0".equals(request.getHeader("Content-Length"))));
  }
}
