package seseragi.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the events of a stream as they come. */
final class EventReader implements AutoCloseable {
  final RawHttp http;
  final RawHttp.Answer head;
  private final StringBuilder pending = new StringBuilder();

  private EventReader(RawHttp http) {
    this.http = http;
    head = http.head();
  }

  /** Asks for a stream on a connection of its own. */
  static EventReader open(int port, String path, String body) {
    return open("POST", port, path, body);
  }

  /** Asks without a body. */
  static EventReader get(int port, String path) {
    return open("GET", port, path, "");
  }

  private static EventReader open(String method, int port, String path, String body) {
    RawHttp http = new RawHttp(port);
    http.send(RawHttp.request(method, path, body));
    return new EventReader(http);
  }

  /** The next block: the data of an event, or a comment with its colon; empty at the end. */
  String next() {
    int end = pending.indexOf("\n\n");
    while (end < 0) {
      byte[] chunk = http.chunk();
      if (chunk.length == 0) {
        return "";
      }
      pending.append(new String(chunk, StandardCharsets.UTF_8));
      end = pending.indexOf("\n\n");
    }
    String block = pending.substring(0, end);
    pending.delete(0, end + 2);
    return block.startsWith("data: ") ? block.substring("data: ".length()) : block;
  }

  /** All blocks that are still to come. */
  List<String> rest() {
    List<String> blocks = new ArrayList<>();
    for (String block = next(); !block.isEmpty(); block = next()) {
      blocks.add(block);
    }
    return blocks;
  }

  @Override
  public void close() {
    http.close();
  }
}
