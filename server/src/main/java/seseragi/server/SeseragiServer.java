package seseragi.server;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import seseragi.engine.Engine;
import seseragi.engine.ModelInfo;
import seseragi.engine.chat.ChatOptions;
import seseragi.engine.chat.ChatTemplates;
import seseragi.server.http.HttpHost;
import seseragi.server.http.ListenException;
import seseragi.server.http.Routes;
import seseragi.server.live.LiveApi;
import seseragi.server.metrics.MetricsApi;
import seseragi.server.openai.ApiErrors;
import seseragi.server.openai.OpenAiApi;
import seseragi.server.page.PageApi;
import seseragi.server.serving.ChatPrompts;
import seseragi.server.serving.ServedModel;
import seseragi.server.serving.Serving;

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
public final class SeseragiServer implements AutoCloseable {
  private final ServerOptions options;
  private final Serving serving;
  private final MetricsApi metrics;
  private final PageApi page;
  private final HttpHost http;

  private SeseragiServer(
      ServerOptions options, Serving serving, MetricsApi metrics, PageApi page, HttpHost http) {
    this.options = options;
    this.serving = serving;
    this.metrics = metrics;
    this.page = page;
    this.http = http;
  }

  /**
   * Listens. Requests that need a model are answered with 503 until {@link #serve}.
   *
   * @throws ServerStartException if the address is in use or not of this machine
   */
  public static SeseragiServer start(ServerOptions options) {
    Serving serving = new Serving();
    MetricsApi metrics = new MetricsApi(serving);
    int maxUnsent = options.http().limits().unsentBytes();
    Routes routes = new Routes().faults(ApiErrors::of);
    StatusApi status = new StatusApi(serving);
    status.addTo(routes);
    PageApi page = new PageApi(serving, Version.current());
    page.addTo(routes, status::index);
    new OpenAiApi(serving, options.requests(), "seseragi-" + Version.current(), maxUnsent)
        .addTo(routes);
    new LiveApi(serving, maxUnsent).addTo(routes);
    metrics.addTo(routes);
    try {
      HttpHost http = HttpHost.start(options.http(), routes);
      return new SeseragiServer(options, serving, metrics, page, http);
    } catch (ListenException e) {
      throw new ServerStartException(e.getMessage(), e);
    }
  }

  /** Where it listens, as {@code http://127.0.0.1:8000}; with the port that the system chose. */
  public URI address() {
    String host = options.http().host();
    String shown = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return URI.create("http://" + shown + ":" + http.port());
  }

  /**
   * Says how far loading is; shown by {@code /health}.
   *
   * @param fraction 0 to 1
   * @param detail what is being done, in a few words
   */
  public void loading(double fraction, String detail) {
    serving.loading(fraction, detail);
  }

  /**
   * Answers with this engine from now on. The engine stays the caller's: close it after {@link
   * #stop} or {@link #close}.
   *
   * @param chat turns messages into prompts of this model
   */
  public void serve(Engine engine, ChatPrompts chat) {
    List<String> names =
        options.modelNames().isEmpty() ? List.of(engine.model().name()) : options.modelNames();
    metrics.watch(engine);
    page.watch(engine);
    serving.ready(new ServedModel(engine, chat, names, Instant.now()));
  }

  /**
   * The same with the chat templates that the model brings.
   *
   * @throws seseragi.engine.chat.ChatTemplateException if one of them is not a template
   */
  public void serve(Engine engine) {
    ModelInfo model = engine.model();
    ChatTemplates templates =
        ChatTemplates.compile(model.chatTemplates(), ChatOptions.of(model.contextLength()));
    serve(engine, ChatPrompts.of(templates, engine.tokenizer()));
  }

  /**
   * Takes no more requests (503, not ready), lets those being answered finish until the deadline,
   * ends the rest with an error that says so, and closes the port. Blocks. Idempotent.
   *
   * @return true if every answer was finished
   */
  public boolean stop(Duration deadline) {
    boolean finished = serving.drain(deadline);
    page.close();
    http.close();
    return finished;
  }

  /** {@link #stop} without patience. */
  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
