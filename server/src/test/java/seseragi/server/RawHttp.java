package seseragi.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that says exactly what it is told to say, on one connection. */
final class RawHttp implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;

  final Socket socket;
  private final InputStream in;

  /** An answer; header names in lower case. */
  record Answer(int status, Map<String, String> headers, String body) {}

  RawHttp(int port) {
    this(port, 0);
  }

  /**
   * @param receiveBuffer bytes, for a reader that is to be slow; 0 for the system's
   */
  RawHttp(int port, int receiveBuffer) {
    try {
      socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(TIMEOUT_MILLIS);
      in = new java.io.BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a request. */
  static String request(String method, String path, String body, String... headers) {
    StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    boolean hasHost = false;
    for (String header : headers) {
      text.append(header).append("\r\n");
      hasHost |= header.toLowerCase(Locale.ROOT).startsWith("host:");
    }
    if (!hasHost) {
      text.append("Host: localhost\r\n");
    }
    if (!body.isEmpty()) {
      text.append("Content-Type: application/json\r\n");
      text.append("Content-Length: ")
          .append(body.getBytes(StandardCharsets.UTF_8).length)
          .append("\r\n");
    }
    return text.append("\r\n").append(body).toString();
  }

  /** One request on a connection of its own. */
  static Answer ask(int port, String method, String path, String body, String... headers) {
    try (RawHttp http = new RawHttp(port)) {
      return http.send(request(method, path, body, headers)).answer();
    }
  }

  RawHttp send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawHttp send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next answer, complete. */
  Answer answer() {
    Answer head = head();
    try {
      if ("chunked".equals(head.headers().get("transfer-encoding"))) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
          body.writeBytes(chunk);
        }
        return new Answer(head.status(), head.headers(), body.toString(StandardCharsets.UTF_8));
      }
      int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
      byte[] body = in.readNBytes(length);
      return new Answer(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The status line and header of the next answer. */
  Answer head() {
    try {
      String status = line();
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      return new Answer(Integer.parseInt(status.substring(9, 12)), headers, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next chunk of a chunked answer; empty at its end. */
  byte[] chunk() {
    try {
      int length = Integer.parseInt(line().strip(), 16);
      byte[] chunk = in.readNBytes(length);
      if (chunk.length < length) {
        throw new EOFException("in a chunk");
      }
      line();
      return chunk;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** True if the server closes the connection without a further byte. */
  boolean closedByServer() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true; // reset
    }
  }

  int read() throws IOException {
    return in.read();
  }

  InputStream in() {
    return in;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("connection closed in '" + line + "'");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Leaves with a reset instead of an orderly end. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
