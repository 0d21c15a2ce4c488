package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import seseragi.engine.FinishReason;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.server.http.HttpOptions.Access;
import seseragi.server.http.HttpOptions.HttpLimits;
import seseragi.server.http.HttpOptions.Timeouts;

/** {@code GET /ws} over real sockets. */
class WebSocketIT {
  private final ServerFixture fixture = new ServerFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void aTextIsAnsweredUntilTheEndMarker() {
    try (RawWebSocket socket = new RawWebSocket(fixture.port)) {
      assertEquals(101, socket.handshake.status());
      assertEquals("Hello, wörld", socket.send("Hi").answer());
    }
  }

  @Test
  void aFurtherMessageIsTheNextTurnOfTheSameConversation() {
    try (RawWebSocket socket = new RawWebSocket(fixture.port)) {
      socket.send("one").answer();
      socket.send("two").answer();
      assertEquals("user: oneassistant: Hello, wörlduser: twoassistant:", lastPrompt());
    }
  }

  @Test
  void aMessageDuringAnAnswerEndsItFirst() throws InterruptedException {
    fixture.engine.script(
        run -> {
          run.start(0);
          run.text(0, "endless");
          run.awaitCancel();
        });
    try (RawWebSocket socket = new RawWebSocket(fixture.port)) {
      socket.send("one");
      assertEquals("endless", socket.next().text());
      fixture.engine.script(ScriptedEngine.Run::answer);
      socket.send("two");
      assertEquals("<|ENDTEXT|>", socket.next().text());
      assertEquals("Hello, wörld", socket.answer());
      assertTrue(lastPrompt().contains("assistant: endlessuser: two"), lastPrompt());
      fixture.engine.awaitIdle();
    }
  }

  @Test
  void theOldestTurnsAreForgottenWhenTheContextIsFull() {
    try (RawWebSocket socket = new RawWebSocket(fixture.port)) {
      for (int i = 0; i < 8; i++) {
        socket.send("turn " + i + " " + "x".repeat(900)).answer();
        assertTrue(lastPrompt().length() < ScriptedEngine.CONTEXT);
        assertTrue(lastPrompt().contains("turn " + i));
      }
      assertTrue(!lastPrompt().contains("turn 0"), lastPrompt());
    }
  }

  @Test
  void aMessageThatFitsNowhereIsRefusedAndTheSocketLives() {
    try (RawWebSocket socket = new RawWebSocket(fixture.port)) {
      String refusal = socket.send("x".repeat(5000)).answer();
      assertTrue(refusal.startsWith("<|ERROR|> the messages make a prompt of"), refusal);
      assertEquals("Hello, wörld", socket.send("Hi").answer());
    }
  }

  @Test
  void aFullQueueAndAFailureAreToldInTheStream() {
    try (RawWebSocket socket = new RawWebSocket(fixture.port)) {
      fixture.engine.full(true);
      assertEquals("<|ERROR|> the queue is full", socket.send("Hi").answer());
      fixture.engine.full(false);
      fixture.engine.script(run -> run.fail("a step failed"));
      assertEquals("<|ERROR|> a step failed", socket.send("Hi").answer());
    }
  }

  @Test
  void textThatIsTheMarkerComesInTwoParts() {
    fixture.engine.script(
        run -> {
          run.start(0);
          run.text(0, "<|ENDTEXT|>");
          run.finish(0, FinishReason.STOP);
        });
    try (RawWebSocket socket = new RawWebSocket(fixture.port)) {
      assertEquals("<|ENDTEXT|>", socket.send("Hi").answer());
    }
  }

  @Test
  void aPageElsewhereCannotOpenOne() {
    try (RawWebSocket socket = new RawWebSocket(fixture.port, "Origin: https://evil.example")) {
      assertEquals(403, socket.handshake.status());
    }
    try (RawWebSocket socket = new RawWebSocket(fixture.port, "Host: evil.example")) {
      assertEquals(421, socket.handshake.status());
    }
    assertEquals(426, fixture.get("/ws").status());
  }

  @Test
  void brokenFramesCloseTheSocket() {
    byte[] text = {'h', 'i'};
    assertClosed(1002, socket -> socket.frame(0x81, text, false)); // not masked
    assertClosed(1002, socket -> socket.frame(0xc1, text, true)); // reserved bit
    assertClosed(1002, socket -> socket.frame(0x83, text, true)); // reserved opcode
    assertClosed(1002, socket -> socket.frame(0x80, text, true)); // continues nothing
    assertClosed(1007, socket -> socket.frame(0x81, new byte[] {(byte) 0xff}, true));
    assertClosed(1003, socket -> socket.frame(0x82, text, true));
  }

  @Test
  void aMessageBeyondTheLimitClosesTheSocket() {
    byte[] part = new byte[600_000];
    assertClosed(
        1009, socket -> socket.frame(0x01, part, true).frame(0x80, part, true)); // two halves
  }

  @Test
  void whoNeverAnswersPingsIsClosed() {
    Duration soon = Duration.ofMillis(100);
    Duration late = Duration.ofMinutes(5);
    Timeouts timeouts = new Timeouts(late, late, late, late, late, soon, late);
    try (ServerFixture impatient =
            new ServerFixture(TestServers.options(Access.DEFAULTS, HttpLimits.DEFAULTS, timeouts));
        RawWebSocket socket = new RawWebSocket(impatient.port)) {
      assertEquals(RawWebSocket.PING, socket.any().opcode());
      assertEquals(1008, socket.any().closeCode());
    }
  }

  @Test
  void aSocketThatIsNotUsedIsClosed() {
    Duration soon = Duration.ofMillis(100);
    Duration late = Duration.ofMinutes(5);
    Timeouts timeouts = new Timeouts(late, late, late, late, late, soon, soon);
    try (ServerFixture impatient =
            new ServerFixture(TestServers.options(Access.DEFAULTS, HttpLimits.DEFAULTS, timeouts));
        RawWebSocket socket = new RawWebSocket(impatient.port)) {
      assertEquals(1001, socket.next().closeCode());
    }
  }

  @Test
  void anOpenSocketIsNoIdleConnection() {
    Duration soon = Duration.ofMillis(50);
    Duration late = Duration.ofMinutes(5);
    Timeouts timeouts = new Timeouts(soon, soon, soon, soon, late, soon, late);
    try (ServerFixture impatient =
            new ServerFixture(TestServers.options(Access.DEFAULTS, HttpLimits.DEFAULTS, timeouts));
        RawWebSocket socket = new RawWebSocket(impatient.port)) {
      for (int i = 0; i < 5; i++) { // longer than any of the timeouts of HTTP
        RawWebSocket.Frame ping = socket.any();
        assertEquals(RawWebSocket.PING, ping.opcode());
        socket.frame(0x80 | RawWebSocket.PONG, ping.payload(), true);
      }
      assertEquals("Hello, wörld", socket.send("Hi").answer());
    }
  }

  @Test
  void leavingStopsTheAnswer() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    fixture.engine.script(
        run -> {
          running.countDown();
          run.awaitCancel();
        });
    RawWebSocket socket = new RawWebSocket(fixture.port);
    socket.send("Hi");
    running.await();
    socket.close();
    fixture.engine.awaitIdle();
  }

  private String lastPrompt() {
    Tokenizer tokenizer = fixture.engine.tokenizer();
    return tokenizer.decode(fixture.engine.requests().getLast().prompt(), true);
  }

  private interface Misdeed {
    void commit(RawWebSocket socket);
  }

  private void assertClosed(int code, Misdeed misdeed) {
    try (RawWebSocket socket = new RawWebSocket(fixture.port)) {
      misdeed.commit(socket);
      RawWebSocket.Frame frame = socket.next();
      boolean closed =
          frame.opcode() == -1
              || (frame.opcode() == RawWebSocket.CLOSE && frame.closeCode() == code);
      assertTrue(closed, code + " expected, not " + frame.opcode() + " " + frame.closeCode());
      assertEquals(200, fixture.get("/health").status());
    }
  }
}
