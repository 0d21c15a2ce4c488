package seseragi.server.openai;

import java.util.function.Consumer;
import seseragi.engine.FinishReason;
import seseragi.engine.Usage;
import seseragi.server.json.JsonText;
import tools.jackson.core.JsonGenerator;

/**
 * What all objects of one answer have in common.
 *
 * @param id of the answer
 * @param created seconds since 1970
 * @param model name
 * @param fingerprint of the server, {@code system_fingerprint}
 * @param nullUsage whether chunks carry {@code "usage":null}, as they do when a usage chunk follows
 */
record Wire(String id, long created, String model, String fingerprint, boolean nullUsage) {

  /** A complete object. */
  byte[] object(String kind, Consumer<JsonGenerator> choices, Usage usage) {
    return JsonText.object(
        out -> {
          head(out, kind);
          array(out, choices);
          usage(out, usage);
        });
  }

  /** A chunk of a stream. */
  byte[] chunk(String kind, Consumer<JsonGenerator> choices) {
    return JsonText.object(
        out -> {
          head(out, kind);
          array(out, choices);
          if (nullUsage) {
            out.writeNullProperty("usage");
          }
        });
  }

  private void head(JsonGenerator out, String kind) {
    out.writeStringProperty("id", id);
    out.writeStringProperty("object", kind);
    out.writeNumberProperty("created", created);
    out.writeStringProperty("model", model);
    out.writeStringProperty("system_fingerprint", fingerprint);
  }

  private static void array(JsonGenerator out, Consumer<JsonGenerator> choices) {
    out.writeArrayPropertyStart("choices");
    choices.accept(out);
    out.writeEndArray();
  }

  private static void usage(JsonGenerator out, Usage usage) {
    out.writeObjectPropertyStart("usage");
    out.writeNumberProperty("prompt_tokens", usage.promptTokens());
    out.writeNumberProperty("completion_tokens", usage.completionTokens());
    out.writeNumberProperty("total_tokens", usage.totalTokens());
    out.writeObjectPropertyStart("prompt_tokens_details");
    out.writeNumberProperty("cached_tokens", usage.cachedTokens());
    out.writeEndObject();
    out.writeEndObject();
  }

  /** Writes the member {@code finish_reason}. */
  static void finishReason(JsonGenerator out, FinishReason reason) {
    out.writeStringProperty("finish_reason", name(reason));
  }

  /** OpenAI's name. Answers that were cancelled or failed end with an error instead. */
  static String name(FinishReason reason) {
    return switch (reason) {
      case STOP -> "stop";
      case LENGTH -> "length";
      case CANCELLED, ERROR -> throw new IllegalArgumentException(reason + " is not a finish");
    };
  }
}
