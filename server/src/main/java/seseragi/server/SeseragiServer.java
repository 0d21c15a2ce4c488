package seseragi.server;

import java.net.URI;
import java.time.Duration;
import seseragi.engine.Engine;

/**
 * An HTTP server for one model. It listens from {@link #start} on and says of itself that it is
 * loading until {@link #serve} hands it an engine. Thread-safe.
 *
 * <pre>{@code
 * try (SeseragiServer server = SeseragiServer.start(ServerOptions.DEFAULTS)) {
 *   server.loading(0.5, "reading weights");
 *   server.serve(engine);
 *   ...
 *   server.stop(Duration.ofSeconds(30));
 * }
 * engine.close();
 * }</pre>
 */
@SuppressWarnings("DoNotCallSuggester") // the parts come in the next commits
public final class SeseragiServer implements AutoCloseable {
  private SeseragiServer() {}

  /**
   * Listens. Requests that need a model are answered with 503 until {@link #serve}.
   *
   * @throws ServerStartException if the address is in use or not of this machine
   */
  public static SeseragiServer start(ServerOptions options) {
    throw new UnsupportedOperationException("not there yet: " + options);
  }

  /** Where it listens, as {@code http://127.0.0.1:8000}; with the port that the system chose. */
  public URI address() {
    throw new UnsupportedOperationException();
  }

  /**
   * Says how far loading is; shown by {@code /health}.
   *
   * @param fraction 0 to 1
   * @param detail what is being done, in a few words
   */
  public void loading(double fraction, String detail) {
    throw new UnsupportedOperationException();
  }

  /**
   * Answers with this engine from now on. The engine stays the caller's: close it after {@link
   * #stop} or {@link #close}.
   */
  public void serve(Engine engine) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes no more requests (503, not ready), lets those being answered finish until the deadline,
   * ends the rest with an error that says so, and closes the port. Blocks. Idempotent.
   *
   * @return true if every answer was finished
   */
  public boolean stop(Duration deadline) {
    throw new UnsupportedOperationException();
  }

  /** {@link #stop} without patience. */
  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
