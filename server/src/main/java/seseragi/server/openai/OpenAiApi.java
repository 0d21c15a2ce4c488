package seseragi.server.openai;

import java.util.List;
import java.util.function.Consumer;
import seseragi.server.http.Exchange;
import seseragi.server.http.Routes;
import seseragi.server.json.JsonText;
import seseragi.server.serving.ServedModel;
import seseragi.server.serving.Serving;
import tools.jackson.core.JsonGenerator;

/** OpenAI's endpoints, under {@code /v1} and {@code /v3}, and the helpers beside them. */
public final class OpenAiApi {
  private static final String OWNER = "seseragi";

  private final Serving serving;
  private final Answering answering;
  private final TokenApi tokens;

  /**
   * @param fingerprint what answers say of the server, {@code system_fingerprint}
   * @param maxUnsent bytes of a stream that may wait for a slow reader
   */
  public OpenAiApi(Serving serving, RequestLimits limits, String fingerprint, int maxUnsent) {
    this.serving = serving;
    answering = new Answering(serving, limits, fingerprint, maxUnsent);
    tokens = new TokenApi(serving, limits);
  }

  /** Adds the endpoints. */
  public void addTo(Routes routes) {
    for (String prefix : List.of("/v1", "/v3")) {
      routes.post(prefix + "/chat/completions", answering::chat);
      routes.post(prefix + "/completions", answering::complete);
      routes.get(prefix + "/models", this::models);
      routes.get(prefix + "/models/*", exchange -> model(exchange, prefix + "/models/"));
    }
    routes.post("/tokenize", tokens::tokenize);
    routes.post("/detokenize", tokens::detokenize);
    routes.post("/apply-template", tokens::applyTemplate);
  }

  private void models(Exchange exchange) {
    ServedModel model = serving.model();
    exchange.sendJson(
        JsonText.object(
            out -> {
              out.writeStringProperty("object", "list");
              out.writeArrayPropertyStart("data");
              for (String name : model.names()) {
                out.writeStartObject();
                describe(model, name).accept(out);
                out.writeEndObject();
              }
              out.writeEndArray();
            }));
  }

  private void model(Exchange exchange, String prefix) {
    ServedModel model = serving.model();
    String name = exchange.pathAfter(prefix);
    if (!model.answersTo(name)) {
      throw new ModelNotFoundException(name, model.names());
    }
    exchange.sendJson(JsonText.object(describe(model, name)));
  }

  private static Consumer<JsonGenerator> describe(ServedModel model, String name) {
    return out -> {
      out.writeStringProperty("id", name);
      out.writeStringProperty("object", "model");
      out.writeNumberProperty("created", model.since().getEpochSecond());
      out.writeStringProperty("owned_by", OWNER);
      out.writeNumberProperty("max_model_len", model.engine().model().contextLength());
    };
  }
}
