package seseragi.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the access log will say of a request, while it is being answered. Event loop only. */
final class AccessLine {
  private final HttpServerRequest request;
  private final String id;
  private final long begun = System.nanoTime();
  private final Map<String, Object> notes = new LinkedHashMap<>();

  AccessLine(HttpServerRequest request, String id) {
    this.request = request;
    this.id = id;
  }

  void note(String key, Object value) {
    notes.put(key, value);
  }

  /** The first error is the one that counts. */
  void error(String code) {
    notes.putIfAbsent("error", code);
  }

  void write(AccessLog log, int status) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", id);
    line.put("client", String.valueOf(request.remoteAddress().hostAddress()));
    line.put("method", request.method().name());
    line.put("path", String.valueOf(request.path()));
    line.put("status", status);
    line.put("bytes", request.response().bytesWritten());
    line.put("ms", (System.nanoTime() - begun) / 1_000_000);
    line.putAll(notes);
    log.write(line);
  }
}
