package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Requests that are sent before the one ahead is answered. */
class PipeliningIT {
  @Test
  void allKindsAreAnsweredInTheirOrder() {
    try (ServerFixture fixture = new ServerFixture();
        RawHttp http = new RawHttp(fixture.port)) {
      String stream =
          RawHttp.request("POST", "/v1/chat/completions", ServerFixture.chat("\"stream\":true"));
      http.send(
          stream
              + RawHttp.request("GET", "/version", "")
              + RawHttp.request("HEAD", "/health", "")
              + RawHttp.request("OPTIONS", "/v1/models", "")
              + RawHttp.request("GET", "/nowhere", "")
              + stream
              + RawHttp.request("GET", "/health", ""));
      assertTrue(http.answer().body().endsWith("data: [DONE]\n\n"));
      assertEquals(Version.current(), Json.at(http.answer().body(), "/version"));
      assertEquals(200, http.head().status());
      assertEquals(204, http.head().status());
      assertEquals(404, http.answer().status());
      assertTrue(http.answer().body().endsWith("data: [DONE]\n\n"));
      assertEquals("ok", Json.at(http.answer().body(), "/status"));
    }
  }

  @Test
  void moreThanIsHeldIsAnsweredToo() {
    try (ServerFixture fixture = new ServerFixture();
        RawHttp http = new RawHttp(fixture.port)) {
      String large = "{\"content\":\"" + "x".repeat(100_000) + "\"}";
      String requests =
          RawHttp.request("POST", "/tokenize", large) + RawHttp.request("GET", "/health", "");
      http.send(requests.repeat(5));
      for (int i = 0; i < 5; i++) {
        assertEquals("100000", Json.at(http.answer().body(), "/count"));
        assertEquals(200, http.answer().status());
      }
    }
  }

  @Test
  void aWebSocketMayBeOpenedBehindARequest() {
    try (ServerFixture fixture = new ServerFixture();
        RawHttp http = new RawHttp(fixture.port)) {
      http.send(RawHttp.request("GET", "/health", ""));
      assertEquals(200, http.answer().status());
      try (RawWebSocket socket = new RawWebSocket(http)) {
        assertEquals("Hello, wörld", socket.send("Hi").answer());
      }
    }
  }
}
