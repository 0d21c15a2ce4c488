package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import seseragi.server.http.HttpOptions.Access;

/** Who may ask: names of the server, pages, keys. */
class AccessIT {
  private static final Access OPEN = Access.DEFAULTS;

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:1, 200",
    "127.0.0.1, 200",
    "127.0.0.2:8000, 200",
    "[::1]:8000, 200",
    "chat.example.org, 200",
    "evil.example.org, 421",
    "localhost.evil.example.org, 421",
    "192.168.1.7, 421",
    "localhost@evil.example.org, 400",
    "local host, 400",
    "localhost:port, 400",
  })
  void onlyNamesOfThisServerAreAnsweredTo(String host, int status) {
    try (ServerFixture fixture =
        new ServerFixture(new Access(List.of("chat.example.org"), List.of(), List.of()))) {
      assertEquals(status, fixture.get("/health", "Host: " + host).status());
      assertEquals(
          status, fixture.get("http://" + host + "/health").status() == 200 ? 200 : status);
    }
  }

  @Test
  void theErrorForAnUnknownNameSaysWhatToDo() {
    try (ServerFixture fixture = new ServerFixture(OPEN)) {
      RawHttp.Answer answer = fixture.get("/health", "Host: chat.lan");
      assertTrue(answer.body().contains("--allowed-hosts chat.lan"), answer.body());
      RawHttp.Answer absolute = fixture.get("http://evil.example.org/health");
      assertEquals(421, absolute.status());
    }
  }

  @Test
  void oneHostIsNeeded() {
    try (ServerFixture fixture = new ServerFixture(OPEN);
        RawHttp none = new RawHttp(fixture.port);
        RawHttp old = new RawHttp(fixture.port)) {
      assertEquals(400, fixture.get("/health", "Host: localhost", "Host: localhost").status());
      assertEquals(400, none.send("GET /health HTTP/1.1\r\n\r\n").answer().status());
      assertEquals(200, old.send("GET /health HTTP/1.0\r\n\r\n").answer().status());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:1, 403",
    "https://evil.example.org, 403",
    "null, 403",
    "https://chat.example.org, 200",
    "HTTPS://CHAT.example.org, 200",
    "https://chat.example.org:444, 403",
    "http://localhost, 200",
  })
  void onlyPagesOfThisServerAndConfiguredOnesMayAsk(String origin, int status) {
    try (ServerFixture fixture =
        new ServerFixture(new Access(List.of(), List.of("https://chat.example.org"), List.of()))) {
      assertEquals(status, fixture.get("/v1/models", "Origin: " + origin).status());
    }
  }

  @Test
  void onlyConfiguredPagesMayReadTheAnswer() {
    try (ServerFixture fixture =
        new ServerFixture(new Access(List.of(), List.of("https://a.example"), List.of()))) {
      RawHttp.Answer allowed = fixture.get("/v1/models", "Origin: https://a.example");
      assertEquals("https://a.example", allowed.headers().get("access-control-allow-origin"));
      assertNull(allowed.headers().get("access-control-allow-credentials"));
      RawHttp.Answer other = fixture.get("/v1/models", "Origin: https://b.example");
      assertNull(other.headers().get("access-control-allow-origin"));
      assertEquals("Origin", allowed.headers().get("vary"));
    }
  }

  @Test
  void browsersAreToldWhatTheyMaySend() {
    try (ServerFixture fixture =
        new ServerFixture(new Access(List.of(), List.of("https://a.example"), List.of("key")))) {
      RawHttp.Answer answer =
          RawHttp.ask(
              fixture.port,
              "OPTIONS",
              "/v1/chat/completions",
              "",
              "Origin: https://a.example",
              "Access-Control-Request-Method: POST",
              "Access-Control-Request-Headers: authorization, x-stainless-os");
      assertEquals(204, answer.status());
      assertEquals(
          "authorization, x-stainless-os", answer.headers().get("access-control-allow-headers"));
    }
  }

  @Test
  void aKeyIsAskedForEverywhereButForHealth() {
    try (ServerFixture fixture =
        new ServerFixture(new Access(List.of(), List.of(), List.of("sk-1", "sk-2")))) {
      for (String path : List.of("/", "/health", "/health/live", "/health/ready")) {
        assertEquals(200, fixture.get(path).status(), path);
      }
      for (String path : List.of("/v1/models", "/v1/models/x", "/metrics", "/version", "/ws")) {
        RawHttp.Answer answer = fixture.get(path);
        assertEquals(401, answer.status(), path);
        assertEquals("Bearer", answer.headers().get("www-authenticate"));
      }
      for (String path : List.of("/v1/chat/completions", "/v3/completions", "/tokenize")) {
        assertEquals(401, fixture.post(path, "{}").status(), path);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer sk-1, 200",
    "bearer sk-2, 200",
    "Bearer  sk-1, 200",
    "Bearer sk-3, 401",
    "Bearer sk-, 401",
    "Bearer, 401",
    "Basic sk-1, 401",
    "sk-1, 401",
  })
  void onlyTheWholeKeyOpens(String header, int status) {
    try (ServerFixture fixture =
        new ServerFixture(new Access(List.of(), List.of(), List.of("sk-1", "sk-2")))) {
      RawHttp.Answer answer = fixture.get("/v1/models", "Authorization: " + header);
      assertEquals(status, answer.status());
    }
  }

  @Test
  void aFormOfAnotherPageIsNotJson() {
    try (ServerFixture fixture = new ServerFixture(OPEN);
        RawHttp http = new RawHttp(fixture.port)) {
      String body = "{\"prompt\":\"x\"}";
      http.send(
          "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      RawHttp.Answer answer = http.answer();
      assertEquals(415, answer.status());
      assertTrue(fixture.engine.requests().isEmpty());
    }
  }

  @Test
  void requestIdsAreKeptWhereHarmless() {
    try (ServerFixture fixture = new ServerFixture(OPEN)) {
      assertEquals("my-id_1", id(fixture, "my-id_1"));
      assertTrue(id(fixture, "a b").startsWith("req-"));
      assertTrue(id(fixture, "x".repeat(129)).startsWith("req-"));
      assertTrue(id(fixture, "<script>").startsWith("req-"));
    }
  }

  private static String id(ServerFixture fixture, String sent) {
    return fixture.get("/health", "X-Request-Id: " + sent).headers().get("x-request-id");
  }
}
