package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import seseragi.server.http.HttpOptions;
import seseragi.server.openai.RequestLimits;

/** HTTP/2 without TLS: only if it is asked for, and then with the same care. */
class Http2IT {
  private final OkHttpClient client =
      new OkHttpClient.Builder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build();

  @Test
  void itIsOffUnlessAskedFor() {
    try (ServerFixture fixture = new ServerFixture()) {
      assertThrows(IOException.class, () -> health(fixture, "localhost").execute().close());
    }
  }

  @Test
  void itStreamsAndChecksNames() throws IOException {
    try (ServerFixture fixture = new ServerFixture(options())) {
      try (Response answer = health(fixture, "localhost").execute()) {
        assertEquals(200, answer.code());
        assertEquals(Protocol.H2_PRIOR_KNOWLEDGE, answer.protocol());
      }
      try (Response answer = chat(fixture).execute()) {
        assertTrue(answer.body().string().endsWith("data: [DONE]\n\n"));
      }
      try (Response answer = health(fixture, "evil.example.org").execute()) {
        assertEquals(421, answer.code());
      }
    }
  }

  @Test
  void leavingStopsTheAnswer() throws Exception {
    try (ServerFixture fixture = new ServerFixture(options())) {
      fixture.engine.script(ScriptedEngine.Run::awaitCancel);
      Call call = chat(fixture);
      Response answer = call.execute();
      fixture.engine.awaitLive(1);
      call.cancel();
      fixture.engine.awaitIdle();
      answer.close();
    }
  }

  private static ServerOptions options() {
    HttpOptions plain = TestServers.options().http();
    return new ServerOptions(
        new HttpOptions(
            plain.host(),
            0,
            plain.access(),
            plain.limits(),
            plain.timeouts(),
            plain.accessLog(),
            true),
        RequestLimits.DEFAULTS,
        List.of());
  }

  private Call health(ServerFixture fixture, String host) {
    return client.newCall(
        new Request.Builder()
            .url("http://127.0.0.1:" + fixture.port + "/health")
            .header("Host", host)
            .build());
  }

  private Call chat(ServerFixture fixture) {
    return client.newCall(
        new Request.Builder()
            .url("http://127.0.0.1:" + fixture.port + "/v1/chat/completions")
            .post(
                RequestBody.create(
                    ServerFixture.chat("\"stream\":true"), MediaType.get("application/json")))
            .build());
  }
}
