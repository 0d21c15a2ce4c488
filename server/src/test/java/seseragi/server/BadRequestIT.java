package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be answered is refused with the name of the field, before anything is started. */
class BadRequestIT {
  private static ServerFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new ServerFixture();
  }

  @AfterAll
  static void stop() {
    assertTrue(fixture.engine.requests().isEmpty(), "nothing reached the engine");
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n | 1000000",
        "n | 0",
        "n | \"1\"",
        "top_logprobs | 1000000, \"logprobs\": true",
        "top_logprobs | 2",
        "max_tokens | -1",
        "max_tokens | 9223372036854775808",
        "max_tokens | 1e400",
        "max_tokens | \"5\"",
        "max_tokens | 1.5",
        "max_completion_tokens | 0",
        "temperature | 3",
        "temperature | -1",
        "temperature | 1e400",
        "temperature | \"hot\"",
        "top_p | 0",
        "top_p | 1.5",
        "min_p | 2",
        "top_k | -2",
        "frequency_penalty | 3",
        "presence_penalty | -2.5",
        "repetition_penalty | 0",
        "repetition_penalty | 1e-38",
        "logit_bias | [[1, 2]]",
        "logit_bias.1 | \"x\"",
        "logit_bias | {\"300\": 1}",
        "logit_bias | {\"-1\": 1}",
        "logit_bias | {\"abc\": 1}",
        "logit_bias | {\"1\": 1000}",
        "stop | \"\"",
        "stop | [\"\"]",
        "stop | [1]",
        "stop | {\"a\": 1}",
        "stop | [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"]",
        "stream | \"yes\"",
        "stream_options | {\"include_usage\": true}",
        "seed | 1.5",
        "seed | \"x\"",
        "ignore_eos | 1",
        "add_generation_prompt | \"no\"",
        "chat_template_kwargs | []",
      })
  void aWrongValueIsNamed(String field, String value) {
    String name = field.startsWith("logit_bias") ? "logit_bias" : field;
    String given = field.equals("logit_bias.1") ? "{\"1\": \"x\"}" : value;
    RawHttp.Answer answer = fixture.chatting("\"" + name + "\":" + given);
    assertEquals(400, answer.status(), answer.body());
    assertEquals(field, Json.at(answer.body(), "/error/param"));
    assertEquals("invalid_request_error", Json.at(answer.body(), "/error/type"));
    assertEquals("false", answer.headers().get("x-should-retry"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tools | [{\"type\":\"function\"}]",
        "tool_choice | \"auto\"",
        "functions | [{\"name\":\"f\"}]",
        "function_call | \"auto\"",
        "response_format | {\"type\":\"json_object\"}",
        "response_format | {\"type\":\"json_schema\",\"json_schema\":{\"type\":\"stsring\"}}",
        "modalities | [\"text\",\"audio\"]",
        "audio | {\"voice\":\"x\"}",
        "prediction | {\"type\":\"content\"}",
        "web_search_options | {}",
        "reasoning_effort | \"high\"",
        "verbosity | \"low\"",
        "store | true",
        "service_tier | \"flex\"",
        "suffix | \"end\"",
        "best_of | 3",
      })
  void whatIsNotSupportedIsRefusedByName(String field, String value) {
    RawHttp.Answer answer = fixture.chatting("\"" + field + "\":" + value);
    assertEquals(400, answer.status(), answer.body());
    assertEquals("unsupported_parameter", Json.at(answer.body(), "/error/code"));
    assertEquals(field, Json.at(answer.body(), "/error/param"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "messages | {}",
        "messages | {\"messages\":[]}",
        "messages | {\"messages\":\"hi\"}",
        "messages | {\"messages\":null}",
        "messages[0] | {\"messages\":[\"hi\"]}",
        "messages[0].role | {\"messages\":[{\"content\":\"x\"}]}",
        "messages[0].role | {\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]}",
        "messages[0].role = tool | {\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}",
        "messages[0].content | {\"messages\":[{\"role\":\"user\"}]}",
        "messages[0].content | {\"messages\":[{\"role\":\"user\",\"content\":5}]}",
        "messages[0].content[0] | {\"messages\":[{\"role\":\"user\",\"content\":[7]}]}",
        "messages[0].content[0].text | {\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]}",
        "messages[0].content[1].type = image_url | {\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://169.254.169.254/\"}}]}]}",
        "messages[0].tool_calls | {\"messages\":[{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{}]}]}",
        "messages[0].name | {\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"name\":7}]}",
      })
  void aWrongMessageIsNamed(String param, String body) {
    RawHttp.Answer answer = fixture.post("/v1/chat/completions", body);
    assertEquals(400, answer.status(), answer.body());
    assertEquals(param, Json.at(answer.body(), "/error/param"), answer.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prompt | {}",
        "prompt | {\"prompt\":[]}",
        "prompt[0] | {\"prompt\":[[]]}",
        "prompt | {\"prompt\":7}",
        "prompt | {\"prompt\":{}}",
        "prompt[0] | {\"prompt\":[-1]}",
        "prompt | {\"prompt\":[258]}",
        "prompt[1] | {\"prompt\":[\"a\",7]}",
        "prompt[1] | {\"prompt\":[7,\"a\"]}",
        "prompt[0] | {\"prompt\":[1.5]}",
        "prompt[0] | {\"prompt\":[1e400]}",
        "n | {\"prompt\":[\"a\",\"b\",\"c\"],\"n\":64}",
        "logprobs | {\"prompt\":\"a\",\"logprobs\":21}",
        "logprobs | {\"prompt\":\"a\",\"logprobs\":1,\"echo\":true}",
        "best_of | {\"prompt\":\"a\",\"best_of\":2}",
        "suffix | {\"prompt\":\"a\",\"suffix\":\"b\"}",
      })
  void aWrongPromptIsNamed(String param, String body) {
    RawHttp.Answer answer = fixture.post("/v1/completions", body);
    assertEquals(400, answer.status(), answer.body());
    assertEquals(param, Json.at(answer.body(), "/error/param"), answer.body());
  }

  @Test
  void aPromptBeyondTheContextIsRefusedWithBothNumbers() {
    RawHttp.Answer answer =
        fixture.post("/v1/completions", "{\"prompt\":\"" + "a".repeat(5000) + "\"}");
    assertEquals(400, answer.status());
    assertEquals("context_length_exceeded", Json.at(answer.body(), "/error/code"));
    assertTrue(answer.body().contains("5001"), answer.body());
    assertTrue(answer.body().contains("4095"), answer.body());
  }

  @Test
  void anotherModelIsNotFound() {
    RawHttp.Answer answer = fixture.chatting("\"model\":\"gpt-5\"");
    assertEquals(404, answer.status());
    assertEquals("model_not_found", Json.at(answer.body(), "/error/code"));
    assertEquals("model", Json.at(answer.body(), "/error/param"));
    assertEquals(404, fixture.get("/v1/models/gpt-5").status());
    assertEquals(404, fixture.get("/v1/models/..%2f..%2fetc").status());
  }

  @Test
  void whatIsNotJsonIsRefused() {
    String[] bodies = {
      "",
      " ",
      "{",
      "[]",
      "7",
      "{\"a\":NaN}",
      "{'a':1}",
      "{\"a\":1,}",
      "{\"a\":1}x",
      "{\"a\":1}{\"a\":1}",
      "// hi\n{}",
      "\uFEFF{}",
      "{\"n\":1,\"n\":2}",
      "[".repeat(100_000),
      "{\"a\":".repeat(101) + "1" + "}".repeat(101),
      "{\"n\":" + "1".repeat(101) + "}",
    };
    for (String body : bodies) {
      RawHttp.Answer answer =
          body.isEmpty()
              ? fixture.post(
                  "/v1/completions", "", "Content-Type: application/json", "Content-Length: 0")
              : fixture.post("/v1/completions", body);
      assertEquals(400, answer.status(), body.length() > 80 ? body.substring(0, 80) : body);
    }
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] head =
        "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    try (RawHttp http = new RawHttp(fixture.port)) {
      RawHttp.Answer answer = http.send(head).send(new byte[] {'"', (byte) 0xff, '"'}).answer();
      assertEquals(400, answer.status());
      assertTrue(answer.body().contains("UTF-8"), answer.body());
    }
  }
}
