package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import seseragi.engine.FinishReason;
import seseragi.engine.TokenLogprob;
import seseragi.server.http.HttpOptions.Access;

/** What OpenAI's own client for Java makes of this server. */
class OpenAiJavaIT {
  private final ServerFixture fixture =
      new ServerFixture(new Access(List.of(), List.of(), List.of("sk-test")));
  private final OpenAIClient client = client("sk-test");

  private OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl("http://localhost:" + fixture.port + "/v1")
        .apiKey(key)
        .build();
  }

  @AfterEach
  void stop() {
    client.close();
    fixture.close();
  }

  @Test
  void readsAnAnswer() {
    ChatCompletion answer = client.chat().completions().create(chat().n(2).build());
    assertEquals(2, answer.choices().size());
    assertEquals("Hello, wörld", answer.choices().get(1).message().content().orElseThrow());
    assertEquals(ChatCompletion.Choice.FinishReason.STOP, answer.choices().get(0).finishReason());
    assertEquals(6, answer.usage().orElseThrow().completionTokens());
    answer.validate();
  }

  @Test
  void readsAStreamToItsEnd() {
    ChatCompletionCreateParams request =
        chat()
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    StringBuilder text = new StringBuilder();
    long completionTokens = 0;
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(request)) {
      for (ChatCompletionChunk chunk : (Iterable<ChatCompletionChunk>) stream.stream()::iterator) {
        chunk.validate();
        chunk.choices().forEach(c -> c.delta().content().ifPresent(text::append));
        completionTokens += chunk.usage().map(u -> u.completionTokens()).orElse(0L);
      }
    }
    assertEquals("Hello, wörld", text.toString());
    assertEquals(3, completionTokens);
  }

  @Test
  void closingAStreamStopsTheAnswer() throws InterruptedException {
    fixture.engine.script(
        run -> {
          run.start(0);
          run.text(0, "word");
          run.awaitCancel();
        });
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(chat().build())) {
      assertTrue(stream.stream().iterator().hasNext());
    }
    fixture.engine.awaitIdle();
  }

  @Test
  void readsLogprobs() {
    TokenLogprob.Alternative other = new TokenLogprob.Alternative(66, -2.5f);
    fixture.engine.script(
        run -> {
          run.start(0);
          run.text(0, "A", List.of(new TokenLogprob(65, -0.25f, List.of(other))));
          run.finish(0, FinishReason.STOP);
        });
    ChatCompletion answer =
        client.chat().completions().create(chat().logprobs(true).topLogprobs(1).build());
    var token = answer.choices().get(0).logprobs().orElseThrow().content().orElseThrow().get(0);
    assertEquals("A", token.token());
    assertEquals(-0.25, token.logprob());
    assertEquals(List.of(65L), token.bytes().orElseThrow());
    assertEquals("B", token.topLogprobs().get(0).token());
  }

  @Test
  void readsErrorsByTheirKind() {
    BadRequestException bad =
        assertThrows(
            BadRequestException.class,
            () -> client.chat().completions().create(chat().topLogprobs(5).build()));
    assertEquals("top_logprobs", bad.param().orElseThrow());
    assertThrows(
        NotFoundException.class,
        () -> client.chat().completions().create(chat().model("gpt-5").build()));
    OpenAIClient stranger = client("sk-wrong");
    assertThrows(
        UnauthorizedException.class, () -> stranger.chat().completions().create(chat().build()));
    stranger.close();
  }

  @Test
  void readsAnErrorInTheMiddleOfAStream() {
    fixture.engine.script(
        run -> {
          run.start(0);
          run.text(0, "word");
          run.fail("a step failed");
        });
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(chat().build())) {
      OpenAIException e =
          assertThrows(OpenAIException.class, () -> stream.stream().forEach(chunk -> {}));
      assertTrue(e instanceof SseException, e.toString());
      assertTrue(e.getMessage().contains("a step failed"), e.getMessage());
    }
  }

  @Test
  void triesAgainWhenTheQueueIsFullAndNotWhenTheRequestIsWrong() {
    fixture.engine.full(true);
    OpenAIClient once = client.withOptions(options -> options.maxRetries(0));
    assertThrows(RateLimitException.class, () -> once.chat().completions().create(chat().build()));
    fixture.engine.full(false);
    fixture.engine.script(run -> run.fail("a step failed"));
    assertThrows(OpenAIException.class, () -> client.chat().completions().create(chat().build()));
    assertEquals(1, fixture.engine.requests().size(), "tried once");
  }

  @Test
  void completesTextsAndListsModels() {
    Completion answer =
        client
            .completions()
            .create(
                CompletionCreateParams.builder()
                    .model("scripted")
                    .prompt("Once")
                    .echo(true)
                    .maxTokens(2)
                    .build());
    assertEquals("OnceHello, ", answer.choices().get(0).text());
    assertEquals("scripted", client.models().list().data().get(0).id());
  }

  private static ChatCompletionCreateParams.Builder chat() {
    return ChatCompletionCreateParams.builder().model("scripted").addUserMessage("Hi");
  }
}
