package seseragi.server.openai;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import seseragi.engine.FinishReason;
import seseragi.engine.TokenLogprob;
import seseragi.engine.Usage;
import tools.jackson.core.JsonGenerator;

/**
 * {@code text_completion}, which is the shape of the whole and of the chunks. Log probabilities
 * have their legacy form: parallel arrays. Offsets in a stream count from the beginning of the
 * chunk's choice, so the shape remembers how much text each choice has had; event loop only.
 */
final class CompletionShape implements Shape {
  private static final String KIND = "text_completion";

  private final Wire wire;
  private final TokenTexts tokens;
  private final boolean logprobs;
  private final int[] offsets; // [choices] characters sent so far

  CompletionShape(Wire wire, TokenTexts tokens, boolean logprobs, int choices) {
    this.wire = wire;
    this.tokens = tokens;
    this.logprobs = logprobs;
    offsets = new int[choices];
  }

  @Override
  public byte[] whole(List<Choice> choices, Usage usage) {
    return wire.object(
        KIND,
        out ->
            choices.forEach(
                choice ->
                    choice(
                        out,
                        choice.index(),
                        choice.text(),
                        choice.logprobs(),
                        Optional.of(choice.reason()))),
        usage);
  }

  @Override
  public Optional<byte[]> opening(int index) {
    return Optional.empty();
  }

  @Override
  public byte[] delta(int index, String text, List<TokenLogprob> fresh) {
    return wire.chunk(KIND, out -> choice(out, index, text, fresh, Optional.empty()));
  }

  @Override
  public byte[] finish(int index, FinishReason reason) {
    return wire.chunk(KIND, out -> choice(out, index, "", List.of(), Optional.of(reason)));
  }

  @Override
  public byte[] usage(Usage usage) {
    return wire.object(KIND, out -> {}, usage);
  }

  private void choice(
      JsonGenerator out,
      int index,
      String text,
      List<TokenLogprob> fresh,
      Optional<FinishReason> reason) {
    out.writeStartObject();
    out.writeNumberProperty("index", index);
    out.writeStringProperty("text", text);
    if (logprobs) {
      logprobs(out, fresh, offsets[index]);
    } else {
      out.writeNullProperty("logprobs");
    }
    offsets[index] += text.length();
    if (reason.isPresent()) {
      Wire.finishReason(out, reason.get());
    } else {
      out.writeNullProperty("finish_reason");
    }
    out.writeEndObject();
  }

  private void logprobs(JsonGenerator out, List<TokenLogprob> list, int offset) {
    out.writeObjectPropertyStart("logprobs");
    out.writeArrayPropertyStart("tokens");
    list.forEach(one -> out.writeString(tokens.text(one.token())));
    out.writeEndArray();
    out.writeArrayPropertyStart("token_logprobs");
    list.forEach(one -> out.writeNumber(TokenTexts.finite(one.logprob())));
    out.writeEndArray();
    out.writeArrayPropertyStart("top_logprobs");
    list.forEach(one -> top(out, one));
    out.writeEndArray();
    out.writeArrayPropertyStart("text_offset");
    int at = offset;
    for (TokenLogprob one : list) {
      out.writeNumber(at);
      at += tokens.text(one.token()).length();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** Several tokens may have one text: the most likely of them is told. */
  private void top(JsonGenerator out, TokenLogprob one) {
    Set<String> told = new HashSet<>();
    out.writeStartObject();
    for (TokenLogprob.Alternative alternative : one.top()) {
      String text = tokens.text(alternative.token());
      if (told.add(text)) {
        out.writeNumberProperty(text, TokenTexts.finite(alternative.logprob()));
      }
    }
    out.writeEndObject();
  }
}
