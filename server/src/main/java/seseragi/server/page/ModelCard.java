package seseragi.server.page;

import seseragi.engine.Engine;
import seseragi.engine.ModelInfo;
import seseragi.server.json.JsonText;
import seseragi.server.serving.ServedModel;
import seseragi.server.serving.Serving;
import tools.jackson.core.JsonGenerator;

/** {@code GET /page/info}: what is served, and what may be set within which limits. */
record ModelCard(Serving serving, String version) {
  byte[] json() {
    ServedModel model = serving.model();
    return JsonText.object(
        out -> {
          out.writeStringProperty("version", version);
          out.writeBooleanProperty("chat", !model.engine().model().chatTemplates().isEmpty());
          out.writeStringProperty("backend", model.engine().backend());
          model(out, model);
          out.writeArrayPropertyStart("parameters");
          Parameter.of(model.engine().model()).forEach(parameter -> parameter.writeTo(out));
          out.writeEndArray();
        });
  }

  private static void model(JsonGenerator out, ServedModel model) {
    Engine engine = model.engine();
    ModelInfo info = engine.model();
    out.writeObjectPropertyStart("model");
    out.writeStringProperty("name", model.name());
    out.writeStringProperty("architecture", info.architecture());
    out.writeNumberProperty("parameters", info.parameters());
    out.writeStringProperty("quantization", info.quantization());
    out.writeNumberProperty("context_length", info.contextLength());
    out.writeNumberProperty("vocabulary_size", info.vocabularySize());
    out.writeEndObject();
  }
}
