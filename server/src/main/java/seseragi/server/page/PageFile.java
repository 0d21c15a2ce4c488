package seseragi.server.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import seseragi.server.http.Exchange;

/** One file of the page, as it goes out: plain or packed, and not at all to who has it already. */
final class PageFile {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8");

  private final byte[] content;
  private final String type;
  private final String tag;
  private final String caching;
  private volatile Optional<byte[]> packed = Optional.empty();

  /**
   * @param name with an ending that says its type
   * @throws IllegalArgumentException for a type that a page has no use for
   */
  PageFile(String name, byte[] content) {
    this.content = content;
    type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalArgumentException("no type is known for the page's file " + name);
    }
    CRC32 sum = new CRC32();
    sum.update(content);
    tag = "\"" + HexFormat.of().toHexDigits((int) sum.getValue()) + "-" + content.length + "\"";
    // a name with a hash changes with the content, so a browser need not ask again
    caching = name.matches(".*-[\\w-]{8}\\.\\w+") ? "max-age=31536000, immutable" : "no-cache";
  }

  /** Packed when it is first wanted: a server starts without a page, too. */
  private byte[] packed() {
    byte[] result = packed.orElseGet(() -> pack(content));
    packed = Optional.of(result);
    return result;
  }

  private static byte[] pack(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(content.length / 2);
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  boolean isPage() {
    return type.startsWith("text/html");
  }

  /** Called on the connection's thread. */
  void send(Exchange exchange) {
    exchange.answerHeader("Cache-Control", caching);
    exchange.answerHeader("ETag", tag);
    exchange.answerHeader("Vary", "Accept, Accept-Encoding, Origin");
    if (exchange.header("If-None-Match").equals(tag)) {
      exchange.send(304, type, new byte[0]);
    } else if (exchange.header("Accept-Encoding").contains("gzip")) {
      exchange.answerHeader("Content-Encoding", "gzip");
      exchange.send(200, type, packed());
    } else {
      exchange.send(200, type, content);
    }
  }
}
