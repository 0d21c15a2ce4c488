package seseragi.server;

import seseragi.server.http.HttpOptions.Access;

/** A server on a port of its own with a scripted engine behind it. */
final class ServerFixture implements AutoCloseable {
  final ScriptedEngine engine = new ScriptedEngine();
  final SeseragiServer server;
  final int port;

  ServerFixture() {
    this(TestServers.options());
  }

  ServerFixture(Access access) {
    this(TestServers.options(access));
  }

  ServerFixture(ServerOptions options) {
    server = SeseragiServer.start(options);
    port = server.address().getPort();
    server.serve(engine, TestServers.CHAT);
  }

  RawHttp.Answer get(String path, String... headers) {
    return RawHttp.ask(port, "GET", path, "", headers);
  }

  RawHttp.Answer post(String path, String body, String... headers) {
    return RawHttp.ask(port, "POST", path, body, headers);
  }

  /** A chat with one message and further members. */
  static String chat(String members) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]"
        + (members.isEmpty() ? "" : "," + members)
        + "}";
  }

  RawHttp.Answer chatting(String members) {
    return post("/v1/chat/completions", chat(members));
  }

  @Override
  public void close() {
    server.close();
    engine.close();
  }
}
