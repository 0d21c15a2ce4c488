package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server with a scripted engine, over real sockets. */
class ServerIT {
  private final ScriptedEngine engine = new ScriptedEngine();
  private SeseragiServer server;
  private int port;

  @BeforeEach
  void start() {
    server = SeseragiServer.start(TestServers.options());
    port = server.address().getPort();
    server.serve(engine, TestServers.CHAT);
  }

  @AfterEach
  void stop() {
    server.close();
    engine.close();
  }

  @Test
  void answersAChat() {
    RawHttp.Answer answer =
        RawHttp.ask(
            port,
            "POST",
            "/v1/chat/completions",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    assertEquals(200, answer.status(), answer.body());
    assertTrue(answer.body().contains("Hello, wörld"), answer.body());
  }

  @Test
  void streamsAChat() {
    RawHttp.Answer answer =
        RawHttp.ask(
            port,
            "POST",
            "/v1/chat/completions",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true}");
    System.out.println(answer);
    System.out.println(RawHttp.ask(port, "GET", "/", ""));
    System.out.println(RawHttp.ask(port, "GET", "/v1/models", ""));
    System.out.println(RawHttp.ask(port, "GET", "/v1/models/scripted", ""));
    System.out.println(RawHttp.ask(port, "GET", "/health", ""));
    System.out.println(RawHttp.ask(port, "GET", "/nope", ""));
    System.out.println(RawHttp.ask(port, "GET", "/v1/chat/completions", ""));
    System.out.println(RawHttp.ask(port, "GET", "/metrics", ""));
    assertEquals(200, answer.status(), answer.body());
    assertTrue(answer.body().endsWith("data: [DONE]\n\n"), answer.body());
  }
}
