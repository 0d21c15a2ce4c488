package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import seseragi.server.http.HttpOptions;
import seseragi.server.http.HttpOptions.LogFormat;
import seseragi.server.openai.RequestLimits;

/** One line a request, for whatever comes. */
class AccessLogIT {
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Logger logger = Logger.getLogger("seseragi.access");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private ServerFixture fixture;

  @BeforeEach
  void start() {
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    HttpOptions quiet = TestServers.options().http();
    HttpOptions logging =
        new HttpOptions(
            quiet.host(),
            0,
            quiet.access(),
            quiet.limits(),
            quiet.timeouts(),
            LogFormat.TEXT,
            false);
    fixture =
        new ServerFixture(new ServerOptions(logging, RequestLimits.DEFAULTS, java.util.List.of()));
  }

  @AfterEach
  void stop() {
    fixture.close();
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  @Test
  void anAnswerIsLoggedWithItsTokensAndWithoutItsText() throws InterruptedException {
    fixture.post("/v1/chat/completions", ServerFixture.chat(""), "X-Request-Id: abc");
    String line = line();
    assertTrue(line.startsWith("id=abc client=127.0.0.1 method=POST path=/v1/chat/comple"), line);
    assertTrue(line.contains("status=200"), line);
    assertTrue(line.contains("completion_tokens=3 finish_reason=stop"), line);
    assertFalse(line.contains("Hello"), line);
    assertTrue(lines.isEmpty(), "one line");
  }

  @Test
  void errorsAndHostileRequestsAreLoggedToo() throws InterruptedException {
    fixture.chatting("\"n\":0");
    assertTrue(line().contains("status=400 "), "its status");
    try (RawHttp http = new RawHttp(fixture.port)) {
      http.send("nonsense\r\n\r\n").answer();
    }
    assertTrue(line().contains("error=bad_request"), "its error");
  }

  @Test
  void whoLeavesIsLoggedAsGone() throws InterruptedException {
    fixture.engine.script(ScriptedEngine.Run::awaitCancel);
    try (RawHttp http = new RawHttp(fixture.port)) {
      http.send(RawHttp.request("POST", "/v1/chat/completions", ServerFixture.chat("")));
      fixture.engine.awaitLive(1);
      http.reset();
      assertTrue(line().contains("error=client_gone"), "gone");
    }
  }

  @Test
  void aWebSocketIsLoggedOnce() throws InterruptedException {
    try (RawWebSocket socket = new RawWebSocket(fixture.port)) {
      assertEquals("Hello, wörld", socket.send("Hi").answer());
    }
    String line = line();
    assertTrue(line.contains("path=/ws status=101"), line);
    assertTrue(lines.isEmpty(), "one line");
  }

  private String line() throws InterruptedException {
    String line = lines.poll(30, TimeUnit.SECONDS);
    return line == null ? "no line" : line;
  }
}
