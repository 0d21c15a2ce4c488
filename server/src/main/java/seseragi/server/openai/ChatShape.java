package seseragi.server.openai;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import seseragi.engine.FinishReason;
import seseragi.engine.TokenLogprob;
import seseragi.engine.Usage;
import tools.jackson.core.JsonGenerator;

/** {@code chat.completion} and {@code chat.completion.chunk}. */
record ChatShape(Wire wire, TokenTexts tokens, boolean logprobs) implements Shape {
  private static final String CHUNK = "chat.completion.chunk";

  @Override
  public byte[] whole(List<Choice> choices, Usage usage) {
    return wire.object(
        "chat.completion", out -> choices.forEach(choice -> choice(out, choice)), usage);
  }

  private void choice(JsonGenerator out, Choice choice) {
    out.writeStartObject();
    out.writeNumberProperty("index", choice.index());
    out.writeObjectPropertyStart("message");
    out.writeStringProperty("role", "assistant");
    out.writeStringProperty("content", choice.text());
    out.writeNullProperty("refusal");
    out.writeEndObject();
    logprobs(out, choice.logprobs());
    Wire.finishReason(out, choice.reason());
    out.writeEndObject();
  }

  @Override
  public Optional<byte[]> opening(int index) {
    return Optional.of(
        chunk(
            index,
            out -> {
              out.writeStringProperty("role", "assistant");
              out.writeStringProperty("content", "");
            },
            out -> {
              out.writeNullProperty("logprobs");
              out.writeNullProperty("finish_reason");
            }));
  }

  @Override
  public byte[] delta(int index, String text, List<TokenLogprob> fresh) {
    return chunk(
        index,
        out -> out.writeStringProperty("content", text),
        out -> {
          logprobs(out, fresh);
          out.writeNullProperty("finish_reason");
        });
  }

  @Override
  public byte[] finish(int index, FinishReason reason) {
    return chunk(
        index,
        out -> {},
        out -> {
          out.writeNullProperty("logprobs");
          Wire.finishReason(out, reason);
        });
  }

  private byte[] chunk(
      int index, Consumer<JsonGenerator> delta, Consumer<JsonGenerator> afterDelta) {
    return wire.chunk(
        CHUNK,
        out -> {
          out.writeStartObject();
          out.writeNumberProperty("index", index);
          out.writeObjectPropertyStart("delta");
          delta.accept(out);
          out.writeEndObject();
          afterDelta.accept(out);
          out.writeEndObject();
        });
  }

  @Override
  public byte[] usage(Usage usage) {
    return wire.object(CHUNK, out -> {}, usage);
  }

  private void logprobs(JsonGenerator out, List<TokenLogprob> list) {
    if (!logprobs) {
      out.writeNullProperty("logprobs");
      return;
    }
    out.writeObjectPropertyStart("logprobs");
    out.writeArrayPropertyStart("content");
    list.forEach(one -> logprob(out, one));
    out.writeEndArray();
    out.writeNullProperty("refusal");
    out.writeEndObject();
  }

  private void logprob(JsonGenerator out, TokenLogprob one) {
    out.writeStartObject();
    token(out, one.token(), one.logprob());
    out.writeArrayPropertyStart("top_logprobs");
    one.top()
        .forEach(
            top -> {
              out.writeStartObject();
              token(out, top.token(), top.logprob());
              out.writeEndObject();
            });
    out.writeEndArray();
    out.writeEndObject();
  }

  private void token(JsonGenerator out, int token, float logprob) {
    out.writeStringProperty("token", tokens.text(token));
    out.writeNumberProperty("logprob", TokenTexts.finite(logprob));
    tokens.bytes(out, token);
  }
}
