package seseragi.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import seseragi.server.http.Exchange;
import seseragi.server.http.Fault;
import seseragi.server.http.Routes;
import seseragi.server.json.JsonText;
import seseragi.server.serving.Serving;
import seseragi.server.serving.Serving.State;
import tools.jackson.core.JsonGenerator;

/** How the server is, for people, load balancers and supervisors. Needs no key and no model. */
final class StatusApi {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Serving serving;
  private final byte[] openApi = openApi();

  StatusApi(Serving serving) {
    this.serving = serving;
  }

  void addTo(Routes routes) {
    routes.openGet("/health", this::ready);
    routes.openGet("/health/ready", this::ready);
    routes.openGet("/health/live", this::live);
    routes.openGet("/openapi.json", exchange -> exchange.sendJson(openApi));
    routes.get(
        "/version",
        exchange ->
            exchange.sendJson(
                JsonText.object(out -> out.writeStringProperty("version", Version.current()))));
  }

  private static byte[] openApi() {
    try (InputStream in = StatusApi.class.getResourceAsStream("openapi.json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Not while a restart is the only thing that helps. */
  private void live(Exchange exchange) {
    if (serving.state() instanceof State.Failed) {
      ready(exchange);
    } else {
      exchange.sendJson(status("ok", out -> {}));
    }
  }

  private void ready(Exchange exchange) {
    switch (serving.state()) {
      case State.Ready ready -> exchange.sendJson(status("ok", out -> {}));
      case State.Loading(double fraction, String detail) ->
          exchange.send(
              503,
              "application/json",
              status(
                  "loading",
                  out -> {
                    out.writeNumberProperty("progress", fraction);
                    out.writeStringProperty("detail", detail);
                    error(out, "Loading model", "model_loading");
                  }));
      case State.Draining draining ->
          exchange.send(
              503,
              "application/json",
              status(
                  "draining", out -> error(out, "the server is shutting down", "shutting_down")));
      case State.Failed failed ->
          exchange.send(
              503,
              "application/json",
              status("failed", out -> error(out, "the engine has failed", "engine_failed")));
    }
  }

  private static byte[] status(String status, Consumer<JsonGenerator> more) {
    return JsonText.object(
        out -> {
          out.writeStringProperty("status", status);
          more.accept(out);
        });
  }

  private static void error(JsonGenerator out, String message, String code) {
    Fault.later(503, "unavailable_error", code, message, SOON).writeTo(out);
  }

  /** What {@code /} says to programs as curl. */
  void index(Exchange exchange) {
    String model =
        switch (serving.state()) {
          case State.Ready ready -> "It serves the model '" + ready.model().name() + "'.";
          case State.Loading loading -> "It is loading its model; /health tells how far it is.";
          case State.Draining draining -> "It is shutting down.";
          case State.Failed failed -> "Its engine has failed; the log says why.";
        };
    String text =
        """
        This is Seseragi %s, a streaming LLM server. %s

        It speaks the OpenAI API under /v1. Ask it something:

            curl http://HOST:PORT/v1/chat/completions -H 'Content-Type: application/json' \\
              -d '{"messages": [{"role": "user", "content": "Hello!"}], "stream": true}'

        Further: /v1/models, /v1/completions, /ws, /tokenize, /health, /metrics.
        """
            .formatted(Version.current(), model);
    exchange.send(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }
}
