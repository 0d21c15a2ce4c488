package seseragi.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What the server answers, path by path. Filled once, before the server listens. */
public final class Routes {
  /** Answers a request. What it throws becomes an error answer. */
  @FunctionalInterface
  public interface Handler {
    void handle(Exchange exchange) throws Exception;
  }

  /** Serves a WebSocket from its opening on; called on the connection's thread. */
  @FunctionalInterface
  public interface SocketHandler {
    void opened(TextSocket socket);
  }

  enum Kind {
    QUICK,
    JSON,
    SOCKET
  }

  record Route(
      Kind kind, String path, Handler handler, SocketHandler socketHandler, boolean open) {}

  private static final Handler NO_HANDLER = exchange -> {};
  private static final SocketHandler NO_SOCKET = socket -> {};

  private final List<Route> routes = new ArrayList<>();
  private Function<Throwable, Fault> faults = e -> Fault.internal("internal error");

  /**
   * A {@code GET} that is answered at once, on the connection's thread: the handler must not block.
   */
  public Routes get(String path, Handler handler) {
    routes.add(new Route(Kind.QUICK, path, handler, NO_SOCKET, false));
    return this;
  }

  /** Like {@link #get}, and needs no API key. */
  public Routes openGet(String path, Handler handler) {
    routes.add(new Route(Kind.QUICK, path, handler, NO_SOCKET, true));
    return this;
  }

  /** A {@code POST} of JSON; the handler runs on a virtual thread when the body is complete. */
  public Routes post(String path, Handler handler) {
    routes.add(new Route(Kind.JSON, path, handler, NO_SOCKET, false));
    return this;
  }

  /** A WebSocket. */
  public Routes socket(String path, SocketHandler handler) {
    routes.add(new Route(Kind.SOCKET, path, NO_HANDLER, handler, false));
    return this;
  }

  /** How exceptions of handlers become answers; may be called by any thread. */
  public Routes faults(Function<Throwable, Fault> translation) {
    faults = translation;
    return this;
  }

  List<Route> all() {
    return List.copyOf(routes);
  }

  Fault fault(Throwable e) {
    return e instanceof FaultException known ? known.fault() : faults.apply(e);
  }
}
