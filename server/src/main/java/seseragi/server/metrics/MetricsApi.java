package seseragi.server.metrics;

import java.nio.charset.StandardCharsets;
import seseragi.engine.Engine;
import seseragi.server.http.Routes;
import seseragi.server.serving.ServedModel;
import seseragi.server.serving.Serving;

/** {@code GET /metrics}. */
public final class MetricsApi {
  private final Serving serving;
  private final EngineMetrics metrics = new EngineMetrics();

  public MetricsApi(Serving serving) {
    this.serving = serving;
  }

  /** Counts from now on what this engine does. */
  public void watch(Engine engine) {
    engine.observe(metrics);
  }

  /** Adds the endpoint; it answers 503 while there is no model. */
  public void addTo(Routes routes) {
    routes.get(
        "/metrics",
        exchange -> {
          ServedModel model = serving.model();
          String text = metrics.text(model.name(), model.engine().stats());
          exchange.send(200, Exposition.CONTENT_TYPE, text.getBytes(StandardCharsets.UTF_8));
        });
  }
}
