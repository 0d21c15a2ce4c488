package seseragi.server.http;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Listens on a port and answers with its routes until it is closed. Thread-safe. */
public final class HttpHost implements AutoCloseable {
  private static final int EVENT_LOOPS = Math.min(4, Runtime.getRuntime().availableProcessors());
  private static final int ATTEMPTS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final ExecutorService requests;
  private final int port;

  private HttpHost(Vertx vertx, ExecutorService requests, int port) {
    this.vertx = vertx;
    this.requests = requests;
    this.port = port;
  }

  /**
   * Listens.
   *
   * @throws ListenException if that address cannot be listened on
   */
  public static HttpHost start(HttpOptions options, Routes routes) {
    if (options.port() != 0) {
      return listen(options, routes, options.port());
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return listen(options, routes, freePort(options));
      } catch (ListenException e) { // somebody took it between probing and listening
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static HttpHost listen(HttpOptions options, Routes routes, int port) {
    Vertx vertx = vertx(options);
    ExecutorService requests =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
    AccessLog log = new AccessLog(options.accessLog());
    AtomicInteger connections = new AtomicInteger();
    AtomicLong buffered = new AtomicLong();
    Future<String> listening =
        vertx.deployVerticle(
            () -> new Listener(options, port, routes, log, requests, connections, buffered),
            new DeploymentOptions().setInstances(EVENT_LOOPS));
    try {
      await(listening);
      return new HttpHost(vertx, requests, port);
    } catch (IllegalStateException e) {
      await(vertx.close());
      requests.close();
      throw new ListenException(options.host(), port, e);
    }
  }

  private static Vertx vertx(HttpOptions options) {
    FileSystemOptions noFiles =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    return Vertx.builder()
        .with(
            new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(noFiles))
        .withTransport(new GuardedTransport(options.timeouts().stall()))
        .build();
  }

  /** Vert.x shares a port among event loops only if it is told which. */
  private static int freePort(HttpOptions options) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(options.host(), 0));
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new ListenException(options.host(), 0, e);
    }
  }

  /** The port; the one that the system chose if the options left it open. */
  public int port() {
    return port;
  }

  /** Closes the port and all connections and waits for that. Idempotent. */
  @Override
  public void close() {
    requests.shutdown();
    await(vertx.close());
    requests.close();
  }

  private static void await(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no answer within " + PATIENCE, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }
}
