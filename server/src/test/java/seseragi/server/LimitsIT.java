package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import seseragi.server.http.HttpOptions.Access;
import seseragi.server.http.HttpOptions.HttpLimits;
import seseragi.server.http.HttpOptions.Timeouts;

/** Sizes, numbers and patience have ends. */
class LimitsIT {
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void aBodyBeyondTheLimitIsRefusedWithAndWithoutLength() {
    try (ServerFixture fixture =
        limited(new HttpLimits(8192, 16384, 1024, 4096, 100, 4096, 1024))) {
      RawHttp.Answer said =
          fixture.post("/v1/completions", "{\"prompt\":\"" + "a".repeat(2000) + "\"}");
      assertEquals(413, said.status());
      assertEquals("body_too_large", Json.at(said.body(), "/error/code"));
      try (RawHttp http = new RawHttp(fixture.port)) {
        http.send(head("Transfer-Encoding: chunked"));
        http.send("400\r\n" + "a".repeat(1024) + "\r\n1\r\na\r\n");
        assertEquals(413, http.answer().status());
        assertTrue(http.closedByServer());
      }
    }
  }

  @Test
  void bodiesTogetherHaveALimitToo() {
    try (ServerFixture fixture = limited(new HttpLimits(8192, 16384, 1024, 1024, 100, 4096, 1024));
        RawHttp first = new RawHttp(fixture.port);
        RawHttp second = new RawHttp(fixture.port)) {
      first.send(head("Content-Length: 1000", "Expect: 100-continue"));
      assertEquals(100, first.head().status()); // from here on bytes of the first one count
      first.send("{\"prompt\":\"" + "a".repeat(900));
      // how much of it has been read is not known, so the second one asks until it is refused
      second.send(head("Content-Length: 1000")).send("{\"prompt\":\"" + "a".repeat(900));
      first.send("a".repeat(87) + "\"}");
      second.send("a".repeat(87) + "\"}");
      int one = first.answer().status();
      int two = second.answer().status();
      assertTrue(
          (one == 200 || one == 503) && (two == 200 || two == 503), "one " + one + ", two " + two);
      assertEquals(200, fixture.post("/v1/completions", "{\"prompt\":\"a\"}").status());
    }
  }

  @Test
  void aConnectionTooManyIsClosed() {
    try (ServerFixture fixture = limited(new HttpLimits(8192, 16384, 1024, 4096, 2, 4096, 1024))) {
      List<RawHttp> open = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        RawHttp http = new RawHttp(fixture.port);
        open.add(http);
        assertEquals(200, http.send(RawHttp.request("GET", "/health", "")).answer().status());
      }
      try (RawHttp third = new RawHttp(fixture.port)) {
        assertTrue(third.closedByServer());
      }
      open.forEach(RawHttp::close);
    }
  }

  @Test
  void whoSaysNothingIsClosed() {
    try (ServerFixture fixture = patient(SOON, LONG, LONG, LONG);
        RawHttp silent = new RawHttp(fixture.port);
        RawHttp slow = new RawHttp(fixture.port)) {
      slow.send("GET /health HT"); // not silent, but it never says what it wants
      assertTrue(silent.closedByServer());
      assertTrue(slow.closedByServer());
    }
  }

  @Test
  void whoSaysNothingAfterAnAnswerIsClosed() {
    try (ServerFixture fixture = patient(LONG, SOON, LONG, LONG);
        RawHttp http = new RawHttp(fixture.port)) {
      assertEquals(200, http.send(RawHttp.request("GET", "/health", "")).answer().status());
      assertTrue(http.closedByServer());
    }
  }

  @Test
  void aBodyThatNeverEndsIsNotWaitedFor() {
    try (ServerFixture fixture = patient(LONG, LONG, SOON, LONG);
        RawHttp http = new RawHttp(fixture.port)) {
      http.send(head("Content-Length: 1000")).send("{");
      assertEquals(408, http.answer().status());
      assertTrue(http.closedByServer());
    }
  }

  @Test
  void anAnswerThatTakesTooLongIsStopped() throws InterruptedException {
    try (ServerFixture fixture = patient(LONG, LONG, LONG, SOON)) {
      fixture.engine.script(
          run -> {
            run.start(0);
            run.text(0, "a");
            run.awaitCancel();
          });
      RawHttp.Answer unary = fixture.chatting("");
      assertEquals(504, unary.status());
      assertEquals("false", unary.headers().get("x-should-retry"));
      String stream = fixture.chatting("\"stream\":true").body();
      assertTrue(stream.contains("answer_timeout"), stream);
      fixture.engine.awaitIdle();
    }
  }

  @Test
  void aSilentStreamIsKeptAliveByComments() {
    Timeouts timeouts = new Timeouts(LONG, LONG, LONG, LONG, LONG, Duration.ofMillis(50), LONG);
    try (ServerFixture fixture =
        new ServerFixture(TestServers.options(Access.DEFAULTS, HttpLimits.DEFAULTS, timeouts))) {
      fixture.engine.script(
          run -> {
            run.queued(0);
            run.awaitCancel();
          });
      try (EventReader events =
          EventReader.open(
              fixture.port, "/v1/chat/completions", ServerFixture.chat("\"stream\":true"))) {
        assertEquals(": ping", events.next());
        assertEquals(": ping", events.next());
      }
    }
  }

  private static String head(String... fields) {
    return "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + String.join("\r\n", fields)
        + "\r\n\r\n";
  }

  private static ServerFixture limited(HttpLimits limits) {
    return new ServerFixture(TestServers.options(Access.DEFAULTS, limits, Timeouts.DEFAULTS));
  }

  private static ServerFixture patient(
      Duration header, Duration keepAlive, Duration body, Duration answer) {
    return new ServerFixture(
        TestServers.options(
            Access.DEFAULTS,
            HttpLimits.DEFAULTS,
            new Timeouts(header, keepAlive, body, answer, LONG, LONG, LONG)));
  }
}
