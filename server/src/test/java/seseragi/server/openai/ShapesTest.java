package seseragi.server.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import seseragi.engine.FinishReason;
import seseragi.engine.TokenLogprob;
import seseragi.engine.TokenLogprob.Alternative;
import seseragi.engine.Usage;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.server.TestTokenizers;

/** The exact JSON of answers and chunks. */
class ShapesTest {
  private static final Tokenizer BYTES = TestTokenizers.bytes();
  private static final Usage USAGE = new Usage(5, 2, 7);
  private static final List<TokenLogprob> LOGPROBS =
      List.of(
          new TokenLogprob(
              65, -0.5f, List.of(new Alternative(65, -0.5f), new Alternative(0xe3, -2))),
          new TokenLogprob(66, Float.NEGATIVE_INFINITY, List.of()));
  private static final String HEAD =
      "{\"id\":\"x\",\"object\":\"%s\",\"created\":7,\"model\":\"m\",\"system_fingerprint\":\"f\",";
  private static final String CHAT_HEAD = HEAD.formatted("chat.completion.chunk");
  private static final String TEXT_HEAD = HEAD.formatted("text_completion");
  private static final String USAGE_JSON =
      "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12,"
          + "\"prompt_tokens_details\":{\"cached_tokens\":2}}}";

  @Test
  void chunksOfAChat() {
    Shape shape = chat(false, false);
    assertJson(
        CHAT_HEAD
            + "\"choices\":[{\"index\":1,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
            + "\"logprobs\":null,\"finish_reason\":null}]}",
        shape.opening(1).orElseThrow());
    assertJson(
        CHAT_HEAD
            + "\"choices\":[{\"index\":1,\"delta\":{\"content\":\"\\\"é\\n\"},"
            + "\"logprobs\":null,\"finish_reason\":null}]}",
        shape.delta(1, "\"é\n", List.of()));
    assertJson(
        CHAT_HEAD
            + "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}]}",
        shape.finish(0, FinishReason.LENGTH));
    assertJson(CHAT_HEAD + "\"choices\":[]," + USAGE_JSON, shape.usage(USAGE));
  }

  @Test
  void chunksBeforeAUsageChunkHaveANullUsage() {
    assertJson(
        CHAT_HEAD
            + "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
            + "\"usage\":null}",
        chat(false, true).finish(0, FinishReason.STOP));
  }

  @Test
  void logprobsOfAChatHaveBytesAndAlternatives() {
    assertJson(
        CHAT_HEAD
            + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"AB\"},\"logprobs\":{\"content\":["
            + "{\"token\":\"A\",\"logprob\":-0.5,\"bytes\":[65],\"top_logprobs\":["
            + "{\"token\":\"A\",\"logprob\":-0.5,\"bytes\":[65]},"
            + "{\"token\":\"bytes:\\\\xe3\",\"logprob\":-2.0,\"bytes\":[227]}]},"
            + "{\"token\":\"B\",\"logprob\":-9999.0,\"bytes\":[66],\"top_logprobs\":[]}],"
            + "\"refusal\":null},\"finish_reason\":null}]}",
        chat(true, false).delta(0, "AB", LOGPROBS));
  }

  @Test
  void aWholeChat() {
    assertJson(
        HEAD.formatted("chat.completion")
            + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\","
            + "\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
            + USAGE_JSON,
        chat(false, false)
            .whole(List.of(new Shape.Choice(0, "Hi", List.of(), FinishReason.STOP)), USAGE));
  }

  @Test
  void textsCountTheirOffsetsFromChunkToChunk() {
    Shape shape = new CompletionShape(wire(false), new TokenTexts(BYTES), true, 1);
    shape.delta(0, "12345", List.of());
    assertJson(
        TEXT_HEAD
            + "\"choices\":[{\"index\":0,\"text\":\"AB\",\"logprobs\":{\"tokens\":[\"A\",\"B\"],"
            + "\"token_logprobs\":[-0.5,-9999.0],"
            + "\"top_logprobs\":[{\"A\":-0.5,\"bytes:\\\\xe3\":-2.0},{}],"
            + "\"text_offset\":[5,6]},\"finish_reason\":null}]}",
        shape.delta(0, "AB", LOGPROBS));
  }

  @Test
  void aWholeText() {
    assertJson(
        TEXT_HEAD
            + "\"choices\":[{\"index\":0,\"text\":\"Hi\",\"logprobs\":null,"
            + "\"finish_reason\":\"length\"}],"
            + USAGE_JSON,
        new CompletionShape(wire(false), new TokenTexts(BYTES), false, 1)
            .whole(List.of(new Shape.Choice(0, "Hi", List.of(), FinishReason.LENGTH)), USAGE));
  }

  @Test
  void whatWasCancelledHasNoFinishReason() {
    assertThrows(
        IllegalArgumentException.class, () -> chat(false, false).finish(0, FinishReason.CANCELLED));
  }

  private static Shape chat(boolean logprobs, boolean nullUsage) {
    return new ChatShape(wire(nullUsage), new TokenTexts(BYTES), logprobs);
  }

  private static Wire wire(boolean nullUsage) {
    return new Wire("x", 7, "m", "f", nullUsage);
  }

  private static void assertJson(String expected, byte[] actual) {
    assertEquals(expected, new String(actual, StandardCharsets.UTF_8));
  }
}
