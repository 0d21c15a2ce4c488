package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import seseragi.engine.FinishReason;
import seseragi.engine.GenerationRequest;

/** {@code /v1/chat/completions} over real sockets. */
class ChatIT {
  private final ServerFixture fixture = new ServerFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void aUnaryAnswerHasTheShapeOfOpenAi() {
    RawHttp.Answer answer = fixture.chatting("");
    assertEquals(200, answer.status(), answer.body());
    assertEquals("application/json", answer.headers().get("content-type"));
    assertTrue(Json.at(answer.body(), "/id").startsWith("chatcmpl-"));
    assertEquals("chat.completion", Json.at(answer.body(), "/object"));
    assertEquals("scripted", Json.at(answer.body(), "/model"));
    assertEquals("assistant", Json.at(answer.body(), "/choices/0/message/role"));
    assertEquals("Hello, wörld", Json.at(answer.body(), "/choices/0/message/content"));
    assertEquals("stop", Json.at(answer.body(), "/choices/0/finish_reason"));
    assertEquals("3", Json.at(answer.body(), "/usage/completion_tokens"));
  }

  @Test
  void theSameIsServedUnderV3() {
    RawHttp.Answer answer =
        fixture.post("/v3/chat/completions", ServerFixture.chat("\"model\":\"scripted\""));
    assertEquals(200, answer.status(), answer.body());
  }

  @Test
  void aStreamOpensWithTheRoleAndEndsWithDone() {
    try (EventReader events = stream("")) {
      assertEquals(200, events.head.status());
      assertEquals("text/event-stream; charset=utf-8", events.head.headers().get("content-type"));
      List<String> blocks = events.rest();
      assertEquals("assistant", Json.at(blocks.getFirst(), "/choices/0/delta/role"));
      assertEquals("stop", Json.at(blocks.get(blocks.size() - 2), "/choices/0/finish_reason"));
      assertEquals("[DONE]", blocks.getLast());
      assertEquals("Hello, wörld", text(blocks, 0));
    }
  }

  @Test
  void noChunkHasAnErrorAnIdLineOrAnEventName() {
    try (EventReader events = stream("\"stream_options\":{\"include_usage\":true}")) {
      for (String block : events.rest()) {
        assertFalse(block.contains("\"error\""), block);
        assertFalse(block.contains("id:"), block);
        assertFalse(block.contains("event:"), block);
      }
    }
  }

  @Test
  void usageComesInAChunkWithoutChoicesAndIsNullBefore() {
    fixture.engine.script(
        run -> {
          run.start(2);
          run.text(0, "a");
          run.finish(0, FinishReason.LENGTH);
        });
    try (EventReader events = stream("\"stream_options\":{\"include_usage\":true}")) {
      List<String> blocks = events.rest();
      String usage = blocks.get(blocks.size() - 2);
      assertEquals("[]", Json.at(usage, "/choices"));
      assertEquals("1", Json.at(usage, "/usage/completion_tokens"));
      assertEquals("2", Json.at(usage, "/usage/prompt_tokens_details/cached_tokens"));
      assertTrue(blocks.getFirst().contains("\"usage\":null"), blocks.getFirst());
    }
  }

  @Test
  void severalChoicesOpenAndEndEachByItself() {
    try (EventReader events = stream("\"n\":3")) {
      List<String> blocks = events.rest();
      for (int choice = 0; choice < 3; choice++) {
        assertEquals("Hello, wörld", text(blocks, choice));
      }
      assertEquals(3, blocks.stream().filter(b -> b.contains("\"role\"")).count());
      assertEquals(3, blocks.stream().filter(b -> b.contains("\"stop\"")).count());
    }
  }

  @Test
  void theHeaderGoesOutBeforeTheFirstToken() {
    CountDownLatch firstToken = new CountDownLatch(1);
    fixture.engine.script(
        run -> {
          run.queued(3);
          run.await(firstToken);
          run.answer();
        });
    try (EventReader events = stream("")) { // the constructor has read the header
      assertEquals(200, events.head.status());
      firstToken.countDown();
      assertEquals("[DONE]", events.rest().getLast());
    }
  }

  @Test
  void aFailureAfterTheFirstByteIsTheLastEvent() {
    fixture.engine.script(
        run -> {
          run.start(0);
          run.text(0, "so far");
          run.fail("a step failed");
        });
    try (EventReader events = stream("")) {
      List<String> blocks = events.rest();
      assertEquals("a step failed", Json.at(blocks.getLast(), "/error/message"));
      assertEquals("server_error", Json.at(blocks.getLast(), "/error/type"));
    }
  }

  @Test
  void aFailureBeforeAnyByteHasAStatus() {
    fixture.engine.script(run -> run.fail("a step failed"));
    RawHttp.Answer answer = fixture.chatting("");
    assertEquals(500, answer.status());
    assertEquals("false", answer.headers().get("x-should-retry"));
  }

  @Test
  void aFullQueueIs429WithTheTimeToWait() {
    fixture.engine.full(true);
    for (String members : List.of("", "\"stream\":true")) {
      RawHttp.Answer answer = fixture.chatting(members);
      assertEquals(429, answer.status());
      assertEquals("2", answer.headers().get("retry-after"));
      assertEquals("1500", answer.headers().get("retry-after-ms"));
      assertEquals("true", answer.headers().get("x-should-retry"));
      assertEquals("queue_full", Json.at(answer.body(), "/error/code"));
    }
  }

  @Test
  void whatIsAskedReachesTheEngine() {
    RawHttp.Answer answer =
        fixture.chatting(
            "\"temperature\":0.5,\"top_p\":0.9,\"top_k\":7,\"min_p\":0.1,\"seed\":42,"
                + "\"repeat_penalty\":1.5,\"frequency_penalty\":0.25,\"presence_penalty\":-1,"
                + "\"logit_bias\":{\"65\":-100},\"stop\":[\"x\",\"yz\"],\"max_tokens\":9,"
                + "\"max_completion_tokens\":8,\"ignore_eos\":true,\"n\":2,\"logprobs\":true,"
                + "\"top_logprobs\":3,\"skip_special_tokens\":false,\"user\":\"me\","
                + "\"unknown_field\":{\"a\":1}");
    assertEquals(200, answer.status(), answer.body());
    GenerationRequest request = fixture.engine.requests().getLast();
    assertEquals(0.5f, request.sampling().temperature());
    assertEquals(0.9f, request.sampling().topP());
    assertEquals(7, request.sampling().topK());
    assertEquals(0.1f, request.sampling().minP());
    assertEquals(42, request.sampling().seed());
    assertEquals(1.5f, request.sampling().repetitionPenalty());
    assertEquals(0.25f, request.sampling().frequencyPenalty());
    assertEquals(-1f, request.sampling().presencePenalty());
    assertEquals(-100f, request.sampling().logitBias().get(65));
    assertEquals(List.of("x", "yz"), request.stop());
    assertEquals(8, request.maxTokens());
    assertTrue(request.ignoreEndOfText());
    assertEquals(2, request.choices());
    assertEquals(3, request.logprobs());
    assertFalse(request.skipSpecialTokens());
  }

  @Test
  void whatIsNotAskedHasTheDefaultsOfOpenAi() {
    fixture.chatting("");
    GenerationRequest request = fixture.engine.requests().getLast();
    assertEquals(1f, request.sampling().temperature());
    assertEquals(1f, request.sampling().topP());
    assertEquals(GenerationRequest.UNLIMITED, request.maxTokens());
    assertEquals(-1, request.logprobs());
  }

  @Test
  void developerMessagesAreSystemMessagesAndPartsAreJoined() {
    RawHttp.Answer answer =
        fixture.post(
            "/apply-template",
            "{\"messages\":[{\"role\":\"developer\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                + "{\"type\":\"text\",\"text\":\"b\"}]}]}");
    assertEquals(
        "<|begin|>system: Be brief.<|end|><|begin|>user: a\nb<|end|><|begin|>assistant:",
        Json.at(answer.body(), "/prompt"));
  }

  @Test
  void aTemplateTakesValuesAndMayBeLeftOpen() {
    RawHttp.Answer answer =
        fixture.post(
            "/apply-template",
            ServerFixture.chat(
                "\"add_generation_prompt\":false,\"chat_template_kwargs\":{\"shout\":\"HO\"}"));
    assertEquals("<|begin|>user: Hi<|end|>HO", Json.at(answer.body(), "/prompt"));
  }

  @Test
  void aTemplateGetsToolsDocumentsAndEveryFieldOfAMessage() {
    RawHttp.Answer answer =
        fixture.post(
            "/apply-template",
            "{\"tools\":[{\"type\":\"function\"}],\"documents\":[{\"title\":\"T\",\"n\":1.0}],"
                + "\"messages\":[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":1}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"c1\"}],"
                + "\"chat_template_kwargs\":{\"shout\":\"HO\",\"facts\":true,\"no\":null}}");
    assertEquals(200, answer.status(), answer.body());
    String prompt = Json.at(answer.body(), "/prompt");
    assertTrue(
        prompt.endsWith(
            "HO[{'type': 'function'}][{'title': 'T', 'n': 1.0}]"
                + "{'role': 'assistant', 'content': None, 'tool_calls': [{'id': 1}]}"
                + "{'role': 'tool', 'tool_call_id': 'c1'}None<|begin|>assistant:"),
        prompt);
  }

  @Test
  void documentsReachTheTemplateOfAnAnswerToo() {
    fixture.chatting("\"documents\":[{\"n\":7}],\"chat_template_kwargs\":{\"facts\":true}");
    int[] prompt = fixture.engine.requests().getLast().prompt();
    String text = new ByteTokenizer().decode(prompt, false);
    assertTrue(text.contains("None[{'n': 7}]{'role': 'user', 'content': 'Hi'}"), text);
  }

  @Test
  void whatIsNoMessageIsRefusedByTheTemplateEndpointToo() {
    RawHttp.Answer answer = fixture.post("/apply-template", "{\"messages\":[{\"content\":\"x\"}]}");
    assertEquals(400, answer.status(), answer.body());
    assertEquals("messages[0]", Json.at(answer.body(), "/error/param"));
  }

  @Test
  void onlyTheTemplateMakesControlTokens() {
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"<|end|>\"}]}";
    fixture.post("/v1/chat/completions", body);
    int[] prompt = fixture.engine.requests().getLast().prompt();
    assertEquals(1, IntStream.of(prompt).filter(t -> t == ByteTokenizer.END).count());
    RawHttp.Answer tokens = fixture.post("/tokenize", body);
    assertEquals(prompt.length, Json.read(tokens.body()).at("/count").intValue());
  }

  @Test
  void whatTheTemplateRefusesIsTheClientsFault() {
    RawHttp.Answer answer =
        fixture.post(
            "/v1/chat/completions", "{\"messages\":[{\"role\":\"assistant\",\"content\":\"Hi\"}]}");
    assertEquals(400, answer.status());
    assertEquals("chat_template_error", Json.at(answer.body(), "/error/code"));
    assertEquals("the last message must be of the user", Json.at(answer.body(), "/error/message"));
  }

  @Test
  void aChatBeyondTheContextIsRefused() {
    RawHttp.Answer answer =
        fixture.post(
            "/v1/chat/completions",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"" + "a".repeat(5000) + "\"}]}");
    assertEquals(400, answer.status());
    assertEquals("context_length_exceeded", Json.at(answer.body(), "/error/code"));
  }

  private EventReader stream(String members) {
    String body = ServerFixture.chat("\"stream\":true" + (members.isEmpty() ? "" : "," + members));
    return EventReader.open(fixture.port, "/v1/chat/completions", body);
  }

  private static String text(List<String> blocks, int choice) {
    StringBuilder text = new StringBuilder();
    for (String block : blocks) {
      if (!block.equals("[DONE]") && Json.at(block, "/choices/0/index").equals("" + choice)) {
        text.append(Json.read(block).at("/choices/0/delta/content").stringValue(""));
      }
    }
    return text.toString();
  }
}
