package seseragi.server.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One of the event loops that share the port. */
final class Listener extends VerticleBase {
  private static final int MAX_CHUNK = 8192;
  private static final int BACKLOG = 1024;
  private static final int CLOSING_SECONDS = 2; // for the other side to say goodbye, too

  private final HttpOptions options;
  private final Routes routes;
  private final AccessLog log;
  private final ExecutorService requests;
  private final AtomicInteger connections;
  private final AtomicLong buffered;
  private final int port;

  Listener(
      HttpOptions options,
      int port,
      Routes routes,
      AccessLog log,
      ExecutorService requests,
      AtomicInteger connections,
      AtomicLong buffered) {
    this.options = options;
    this.routes = routes;
    this.log = log;
    this.requests = requests;
    this.connections = connections;
    this.buffered = buffered;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    ConnectionGuard guard =
        new ConnectionGuard(vertx, options.timeouts(), options.limits().connections(), connections);
    Surroundings surroundings = new Surroundings(vertx, options, log, guard, routes::fault);
    Entrance entrance =
        new Entrance(surroundings, routes, new BodyReader(surroundings, buffered), requests);
    HttpServer server = vertx.createHttpServer(serverOptions());
    server.connectionHandler(guard::opened);
    server.requestHandler(entrance::handle);
    server.invalidRequestHandler(request -> InvalidRequest.answer(request, log));
    return server.listen();
  }

  private HttpServerOptions serverOptions() {
    HttpOptions.HttpLimits limits = options.limits();
    return new HttpServerOptions()
        .setHost(options.host())
        .setPort(port)
        .setAcceptBacklog(BACKLOG)
        .setTcpKeepAlive(true)
        .setTcpNoDelay(true)
        .setMaxInitialLineLength(limits.requestLineBytes())
        .setMaxHeaderSize(limits.headerBytes())
        .setMaxChunkSize(MAX_CHUNK)
        .setMaxWebSocketFrameSize(limits.webSocketMessageBytes())
        .setMaxWebSocketMessageSize(limits.webSocketMessageBytes())
        .setWebSocketClosingTimeout(CLOSING_SECONDS)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setCompressionSupported(false)
        .setDecompressionSupported(false)
        .setHandle100ContinueAutomatically(false)
        .setHttp2ClearTextEnabled(options.clearTextHttp2())
        .setUseAlpn(false);
  }
}
