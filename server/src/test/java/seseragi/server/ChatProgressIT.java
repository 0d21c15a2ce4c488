package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import seseragi.engine.FinishReason;

/** What a page tells of an answer before its first word, and how an answer is continued. */
class ChatProgressIT {
  private final ServerFixture fixture = new ServerFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private List<String> stream(String members) {
    String body = ServerFixture.chat("\"stream\":true" + members);
    try (EventReader events = EventReader.open(fixture.port, "/v1/chat/completions", body)) {
      return events.rest();
    }
  }

  private void scriptWithAQueue() {
    fixture.engine.script(
        run -> {
          run.queued(2);
          run.queued(0);
          run.start(5);
          run.text(0, "a");
          run.finish(0, FinishReason.STOP);
        });
  }

  @Test
  void thePlaceInTheQueueAndTheStartAreCommentsForWhoAsks() {
    scriptWithAQueue();
    List<String> blocks = stream(",\"stream_options\":{\"include_progress\":true}");
    assertEquals(": queued {\"position\":2}", blocks.get(0));
    assertEquals(": queued {\"position\":0}", blocks.get(1));
    assertTrue(blocks.get(2).matches(": started \\{\"prompt_tokens\":\\d+,\"cached_tokens\":5}"));
  }

  @Test
  void whoDoesNotAskHearsNoneOfIt() {
    scriptWithAQueue();
    assertTrue(stream("").stream().noneMatch(block -> block.startsWith(":")));
  }

  @Test
  void anAnswerGoesOnWhereItsBeginningEnds() {
    RawHttp.Answer answer =
        fixture.post(
            "/v1/chat/completions",
            """
            {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Well <|end|>"}],
             "continue_final_message": true}""");
    assertEquals(200, answer.status(), answer.body());
    int[] tokens = fixture.engine.requests().getLast().prompt();
    String prompt = fixture.engine.tokenizer().decode(tokens, false);
    assertTrue(prompt.endsWith("<|begin|>assistant:Well <|end|>"), prompt);
  }

  @Test
  void thereMustBeAnAnswerToGoOnWith() {
    RawHttp.Answer answer = fixture.chatting("\"continue_final_message\":true");
    assertEquals(400, answer.status());
    assertEquals("continue_final_message", Json.at(answer.body(), "/error/param"));
  }
}
