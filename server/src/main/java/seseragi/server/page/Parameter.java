package seseragi.server.page;

import java.util.List;
import java.util.OptionalDouble;
import seseragi.engine.ModelInfo;
import tools.jackson.core.JsonGenerator;

/**
 * A number that a request may set.
 *
 * @param name in the API
 * @param least smallest value; not itself allowed where {@code above} says so
 * @param above whether values must be above {@code least}
 * @param most largest value; none where only the kind of number limits it
 * @param whole whether it has no fraction
 * @param standard what counts where a request is silent; none where the server chooses each time
 */
record Parameter(
    String name,
    double least,
    boolean above,
    OptionalDouble most,
    boolean whole,
    OptionalDouble standard) {

  /** All that the page shows, in its order. The API's parser and the engine hold these limits. */
  static List<Parameter> of(ModelInfo model) {
    return List.of(
        real("temperature", 0, false, 2, 1),
        real("top_p", 0, true, 1, 1),
        new Parameter("top_k", 0, false, OptionalDouble.empty(), true, OptionalDouble.of(0)),
        real("min_p", 0, false, 1, 0),
        real("repetition_penalty", 0, true, 10, 1),
        real("frequency_penalty", -2, false, 2, 0),
        real("presence_penalty", -2, false, 2, 0),
        new Parameter(
            "max_tokens",
            1,
            false,
            OptionalDouble.of(model.contextLength()),
            true,
            OptionalDouble.empty()),
        new Parameter("seed", 0, false, OptionalDouble.empty(), true, OptionalDouble.empty()));
  }

  private static Parameter real(
      String name, double least, boolean above, double most, double standard) {
    return new Parameter(
        name, least, above, OptionalDouble.of(most), false, OptionalDouble.of(standard));
  }

  void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("name", name);
    out.writeNumberProperty("min", least);
    if (above) {
      out.writeBooleanProperty("exclusive_min", true);
    }
    most.ifPresent(value -> out.writeNumberProperty("max", value));
    out.writeBooleanProperty("integer", whole);
    standard.ifPresent(value -> out.writeNumberProperty("default", value));
    out.writeEndObject();
  }
}
