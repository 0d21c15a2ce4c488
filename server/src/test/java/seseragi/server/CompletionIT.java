package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import seseragi.engine.FinishReason;
import seseragi.engine.TokenLogprob;

/** {@code /v1/completions} and the endpoints for tokens, over real sockets. */
class CompletionIT {
  private final ServerFixture fixture = new ServerFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void aTextIsCompletedWithSixteenTokensAtMost() {
    RawHttp.Answer answer = complete("\"prompt\":\"Once\"");
    assertEquals(200, answer.status(), answer.body());
    assertEquals("text_completion", Json.at(answer.body(), "/object"));
    assertEquals("Hello, wörld", Json.at(answer.body(), "/choices/0/text"));
    assertTrue(Json.at(answer.body(), "/id").startsWith("cmpl-"));
    assertEquals(16, fixture.engine.requests().getLast().maxTokens());
  }

  @Test
  void severalPromptsAreNumberedOneAfterAnother() {
    RawHttp.Answer answer = complete("\"prompt\":[\"a\",\"b\"],\"n\":2,\"echo\":true");
    assertEquals("aHello, wörld", Json.at(answer.body(), "/choices/0/text"));
    assertEquals("aHello, wörld", Json.at(answer.body(), "/choices/1/text"));
    assertEquals("bHello, wörld", Json.at(answer.body(), "/choices/2/text"));
    assertEquals("3", Json.at(answer.body(), "/choices/3/index"));
    assertEquals("12", Json.at(answer.body(), "/usage/completion_tokens"));
    assertEquals("4", Json.at(answer.body(), "/usage/prompt_tokens"));
  }

  @Test
  void aPromptMayBeTokens() {
    complete("\"prompt\":[72,105]");
    assertArrayEquals(new int[] {72, 105}, fixture.engine.requests().getLast().prompt());
    RawHttp.Answer answer = complete("\"prompt\":[[72,105],[65]],\"echo\":true");
    assertEquals("HiHello, wörld", Json.at(answer.body(), "/choices/0/text"));
    assertEquals("AHello, wörld", Json.at(answer.body(), "/choices/1/text"));
  }

  @Test
  void aStreamEchoesThePromptFirst() {
    try (EventReader events =
        EventReader.open(
            fixture.port,
            "/v1/completions",
            "{\"prompt\":\"Hi \",\"echo\":true,\"stream\":true}")) {
      List<String> blocks = events.rest();
      assertEquals("Hi ", Json.at(blocks.getFirst(), "/choices/0/text"));
      assertEquals("[DONE]", blocks.getLast());
    }
  }

  @Test
  void logprobsHaveTheirLegacyForm() {
    fixture.engine.script(
        run -> {
          run.start(0);
          run.text(
              0,
              "é",
              List.of(
                  new TokenLogprob(
                      0xc3,
                      -0.5f,
                      List.of(
                          new TokenLogprob.Alternative(0xc3, -0.5f),
                          new TokenLogprob.Alternative(65, Float.NEGATIVE_INFINITY))),
                  new TokenLogprob(0xa9, 0f, List.of())));
          run.finish(0, FinishReason.STOP);
        });
    RawHttp.Answer answer = complete("\"prompt\":\"x\",\"logprobs\":2");
    assertEquals("bytes:\\xc3", Json.at(answer.body(), "/choices/0/logprobs/tokens/0"));
    assertEquals("-0.5", Json.at(answer.body(), "/choices/0/logprobs/token_logprobs/0"));
    assertEquals("-9999.0", Json.at(answer.body(), "/choices/0/logprobs/top_logprobs/0/A"));
  }

  @Test
  void tokenizeUnderstandsLlamaServerAndVllm() {
    assertEquals("[72,105]", at("/tokenize", "{\"content\":\"Hi\"}", "/tokens"));
    assertEquals(
        "[256,72]", at("/tokenize", "{\"content\":\"H\",\"add_special\":true}", "/tokens"));
    assertEquals("[256,72]", at("/tokenize", "{\"prompt\":\"H\"}", "/tokens"));
    assertEquals("3", at("/tokenize", "{\"prompt\":\"Hi\"}", "/count"));
    assertEquals("[257]", at("/tokenize", "{\"content\":\"<|end|>\"}", "/tokens"));
    assertEquals(
        "7", at("/tokenize", "{\"content\":\"<|end|>\",\"parse_special\":false}", "/count"));
    assertEquals(
        "[{\"id\":72,\"piece\":\"H\"},{\"id\":195,\"piece\":[195]}]",
        at("/tokenize", "{\"content\":\"Hé\",\"with_pieces\":true}", "/tokens")
            .replace(",{\"id\":169,\"piece\":[169]}", ""));
  }

  @Test
  void detokenizeGivesTheText() {
    assertEquals("Hé", at("/detokenize", "{\"tokens\":[72,195,169]}", "/content"));
    assertEquals("", at("/detokenize", "{\"tokens\":[]}", "/prompt"));
    assertEquals(400, fixture.post("/detokenize", "{\"tokens\":[258]}").status());
    assertEquals(400, fixture.post("/detokenize", "{\"tokens\":[-1]}").status());
  }

  private String at(String path, String body, String pointer) {
    RawHttp.Answer answer = fixture.post(path, body);
    assertEquals(200, answer.status(), answer.body());
    return Json.at(answer.body(), pointer);
  }

  private RawHttp.Answer complete(String members) {
    return fixture.post("/v1/completions", "{" + members + "}");
  }
}
