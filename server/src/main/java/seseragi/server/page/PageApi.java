package seseragi.server.page;

import seseragi.engine.Engine;
import seseragi.server.http.Exchange;
import seseragi.server.http.Fault;
import seseragi.server.http.FaultException;
import seseragi.server.http.Routes;
import seseragi.server.serving.Serving;

/** The page at {@code /} and what is under {@code /page/}. */
public final class PageApi implements AutoCloseable {
  private static final String PREFIX = "/page/";

  private final PageFiles files = new PageFiles();
  private final ModelCard card;
  private final EngineFeed feed;

  /**
   * @param version of this server
   */
  public PageApi(Serving serving, String version) {
    card = new ModelCard(serving, version);
    feed = new EngineFeed(serving);
  }

  /** Shows from now on what this engine does. */
  public void watch(Engine engine) {
    feed.watch(engine);
  }

  /**
   * Adds the endpoints.
   *
   * @param text what {@code /} says to whoever does not ask for a page, as curl
   */
  public void addTo(Routes routes, Routes.Handler text) {
    routes.openGet("/", exchange -> index(exchange, text));
    routes.get("/page/info", exchange -> exchange.sendJson(card.json()));
    routes.get("/page/engine", feed::open);
    routes.openGet("/page/*", this::file);
  }

  private void index(Exchange exchange, Routes.Handler text) throws Exception {
    if (exchange.header("Accept").contains("text/html")) {
      files.send(exchange, PageFiles.INDEX, IllegalStateException::new);
    } else {
      exchange.answerHeader("Vary", "Accept, Origin");
      text.handle(exchange);
    }
  }

  private void file(Exchange exchange) {
    String name = exchange.pathAfter(PREFIX);
    files.send(
        exchange,
        name.equals(PageFiles.INDEX) ? "" : name, // it is at / only
        () ->
            new FaultException(
                Fault.of(404, "not_found", "there is no '" + exchange.path() + "' here")));
  }

  /** Ends what watches the engine. */
  @Override
  public void close() {
    feed.close();
  }
}
