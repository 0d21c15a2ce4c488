package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import seseragi.server.http.HttpOptions;
import seseragi.server.openai.RequestLimits;

/** A server's life: listening, loading, ready, draining, gone. */
class LifeIT {
  @Test
  void whileLoadingItIsAliveAndNotReady() {
    try (SeseragiServer server = SeseragiServer.start(TestServers.options())) {
      int port = server.address().getPort();
      server.loading(0.25, "reading weights");
      RawHttp.Answer health = RawHttp.ask(port, "GET", "/health", "");
      assertEquals(503, health.status());
      assertEquals("loading", Json.at(health.body(), "/status"));
      assertEquals("0.25", Json.at(health.body(), "/progress"));
      assertEquals("Loading model", Json.at(health.body(), "/error/message"));
      assertEquals(200, RawHttp.ask(port, "GET", "/health/live", "").status());
      assertEquals(503, RawHttp.ask(port, "GET", "/health/ready", "").status());
      for (String path : List.of("/v1/models", "/v1/models/x", "/metrics")) {
        assertEquals(503, RawHttp.ask(port, "GET", path, "").status(), path);
      }
      for (String path : List.of("/v1/chat/completions", "/v1/completions", "/tokenize")) {
        RawHttp.Answer answer = RawHttp.ask(port, "POST", path, "{}");
        assertEquals(503, answer.status(), path);
        assertEquals("model_loading", Json.at(answer.body(), "/error/code"));
        assertEquals("1", answer.headers().get("retry-after"));
      }
      try (RawWebSocket socket = new RawWebSocket(port)) {
        assertEquals("<|ERROR|> Loading model", socket.send("Hi").answer());
      }
    }
  }

  @Test
  void whatIsServedIsListed() {
    ServerOptions options =
        new ServerOptions(
            TestServers.options().http(), RequestLimits.DEFAULTS, List.of("small", "org/small"));
    try (ServerFixture fixture = new ServerFixture(options)) {
      String models = fixture.get("/v1/models").body();
      assertEquals("small", Json.at(models, "/data/0/id"));
      assertEquals("model", Json.at(models, "/data/0/object"));
      assertEquals("seseragi", Json.at(models, "/data/0/owned_by"));
      assertEquals("4096", Json.at(models, "/data/1/max_model_len"));
      assertEquals("org/small", Json.at(fixture.get("/v1/models/org/small").body(), "/id"));
      assertEquals("org/small", Json.at(fixture.get("/v3/models/org%2Fsmall").body(), "/id"));
      assertEquals("small", Json.at(fixture.chatting("\"model\":\"org/small\"").body(), "/model"));
      assertEquals(404, fixture.chatting("\"model\":\"scripted\"").status());
      assertEquals(Version.current(), Json.at(fixture.get("/version").body(), "/version"));
      assertTrue(fixture.get("/").body().contains("small"));
      assertTrue(fixture.get("/metrics").body().contains("model_name=\"small\""));
      assertEquals(200, RawHttp.ask(fixture.port, "GET", "/health", "").status());
    }
  }

  @Test
  void whenTheEngineHasFailedItSaysSo() {
    try (ServerFixture fixture = new ServerFixture();
        RawWebSocket socket = new RawWebSocket(fixture.port)) {
      fixture.engine.fail();
      for (String path : List.of("/health", "/health/ready", "/health/live", "/v1/models")) {
        RawHttp.Answer answer = fixture.get(path);
        assertEquals(503, answer.status(), path);
        assertEquals("engine_failed", Json.at(answer.body(), "/error/code"), path);
      }
      assertEquals("failed", Json.at(fixture.get("/health").body(), "/status"));
      RawHttp.Answer refused = fixture.chatting("");
      assertEquals(503, refused.status());
      assertEquals("engine_failed", Json.at(refused.body(), "/error/code"));
      assertEquals("false", refused.headers().get("x-should-retry"));
      assertTrue(socket.send("Hi").answer().startsWith("<|ERROR|> the engine has failed"));
    }
  }

  @Test
  void unknownPathsAndMethodsAreNamed() {
    try (ServerFixture fixture = new ServerFixture()) {
      RawHttp.Answer missing = fixture.get("/v2/models");
      assertEquals(404, missing.status());
      assertEquals("not_found", Json.at(missing.body(), "/error/code"));
      RawHttp.Answer method = fixture.get("/v1/completions");
      assertEquals(405, method.status());
      assertEquals("POST", method.headers().get("allow"));
      assertEquals(405, fixture.post("/v1/models", "{}").status());
      try (RawHttp http = new RawHttp(fixture.port)) {
        http.send(RawHttp.request("HEAD", "/health", ""));
        assertEquals(200, http.head().status());
        http.send(RawHttp.request("GET", "/health", "")); // no body came before this answer
        assertEquals("{\"status\":\"ok\"}", http.answer().body());
      }
    }
  }

  @Test
  void aModelWithoutTemplateSaysWhereToGo() {
    try (SeseragiServer server = SeseragiServer.start(TestServers.options());
        ScriptedEngine engine = new ScriptedEngine()) {
      server.serve(engine);
      int port = server.address().getPort();
      RawHttp.Answer answer =
          RawHttp.ask(port, "POST", "/v1/chat/completions", ServerFixture.chat(""));
      assertEquals(400, answer.status());
      assertTrue(answer.body().contains("/v1/completions"), answer.body());
      try (RawWebSocket socket = new RawWebSocket(port)) {
        assertEquals("Hello, wörld", socket.send("Once upon").answer());
        assertEquals("Hello, wörld", socket.send("a time").answer());
        assertEquals(7, engine.requests().getLast().prompt().length); // begin + 6 bytes
      }
    }
  }

  @Test
  void drainingFinishesWhatRunsAndTakesNothingNew() throws Exception {
    ServerFixture fixture = new ServerFixture();
    CountDownLatch goOn = new CountDownLatch(1);
    fixture.engine.script(
        run -> {
          run.start(0);
          run.text(0, "first");
          run.await(goOn);
          run.answer();
        });
    EventReader events =
        EventReader.open(
            fixture.port, "/v1/chat/completions", ServerFixture.chat("\"stream\":true"));
    events.next();
    CompletableFuture<Boolean> stopped =
        CompletableFuture.supplyAsync(() -> fixture.server.stop(Duration.ofSeconds(30)));
    awaitStatus(fixture.port, 503);
    assertEquals("draining", Json.at(fixture.get("/health").body(), "/status"));
    RawHttp.Answer refused = fixture.chatting("");
    assertEquals(503, refused.status());
    assertEquals("shutting_down", Json.at(refused.body(), "/error/code"));
    goOn.countDown();
    assertEquals("[DONE]", events.rest().getLast());
    assertTrue(stopped.get(30, TimeUnit.SECONDS), "all was finished");
    assertTrue(events.http.closedByServer());
    fixture.close();
  }

  @Test
  void whatIsNotFinishedAtTheDeadlineEndsWithAnError() throws Exception {
    ServerFixture fixture = new ServerFixture();
    CountDownLatch running = new CountDownLatch(3);
    fixture.engine.script(
        run -> {
          run.start(0);
          run.text(0, "first");
          running.countDown();
          run.awaitCancel();
        });
    EventReader events =
        EventReader.open(
            fixture.port, "/v1/chat/completions", ServerFixture.chat("\"stream\":true"));
    RawHttp unary = new RawHttp(fixture.port);
    unary.send(RawHttp.request("POST", "/v1/chat/completions", ServerFixture.chat("")));
    RawWebSocket socket = new RawWebSocket(fixture.port);
    socket.send("Hi");
    assertTrue(running.await(30, TimeUnit.SECONDS));
    assertFalse(fixture.server.stop(Duration.ZERO), "something had to be stopped");
    assertTrue(events.rest().getLast().contains("shutting_down"));
    assertEquals(503, unary.answer().status());
    assertEquals("first<|ERROR|> the server is shutting down", socket.answer());
    fixture.engine.awaitIdle();
    fixture.close();
  }

  @Test
  void aPortInUseIsNamedWithWhatToDo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ServerOptions options =
          new ServerOptions(
              HttpOptions.DEFAULTS.at("127.0.0.1", taken.getLocalPort()),
              RequestLimits.DEFAULTS,
              List.of());
      ServerStartException e =
          assertThrows(ServerStartException.class, () -> SeseragiServer.start(options).close());
      assertTrue(e.getMessage().contains(":" + taken.getLocalPort()), e.getMessage());
      assertTrue(e.getMessage().contains("--port"), e.getMessage());
    }
  }

  private static void awaitStatus(int port, int status) {
    for (int i = 0; i < 10_000; i++) {
      if (RawHttp.ask(port, "GET", "/health", "").status() == status) {
        return;
      }
    }
    throw new AssertionError("/health never answered " + status);
  }
}
