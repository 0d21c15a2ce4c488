package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that are not, or not quite, HTTP. Each gets an error and the connection is closed where
 * nobody can know where the next request begins; the server answers the next client as ever.
 */
class HostileHttpIT {
  /** The server closed without an answer, which is allowed too. */
  private static final int CLOSED = 0;

  private static final String HOST = "Host: localhost\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String POST = "POST /v1/completions HTTP/1.1\r\n" + HOST + JSON;

  private static final String CHUNKS =
      "Transfer-Encoding: chunked\r\n\r\nc\r\n{\"prompt\":1}\r\n0\r\n\r\n";

  private static ServerFixture fixture;

  record Case(String name, String bytes, Set<Integer> allowed) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    fixture = new ServerFixture();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  static Stream<Case> cases() {
    return Stream.of(
        bad("not HTTP", "hello\r\n\r\n"),
        bad("TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n"),
        bad("no version", "GET /health\r\n\r\n"),
        bad("version 9.9", "GET /health HTTP/9.9\r\n" + HOST + "\r\n", 501),
        bad("lower-case version", "GET /health http/1.1\r\n" + HOST + "\r\n", 501),
        bad("space before colon", "GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n"),
        bad("no colon", "GET /health HTTP/1.1\r\n" + HOST + "nothing\r\n\r\n"),
        bad("empty header name", "GET /health HTTP/1.1\r\n" + HOST + ": x\r\n\r\n"),
        bad("NUL in a header", "GET /health HTTP/1.1\r\n" + HOST + "X: a\u0000b\r\n\r\n"),
        bad("CR in a header", "GET /health HTTP/1.1\r\n" + HOST + "X: a\rb\r\n\r\n"),
        bad("NUL in a path", "GET /health\u0000 HTTP/1.1\r\n" + HOST + "\r\n"),
        bad("bad escape", "GET /v1/models/%zz HTTP/1.1\r\n" + HOST + "\r\n", 404),
        bad("length twice", POST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x"),
        bad("length list", POST + "Content-Length: 2, 3\r\n\r\n{}x"),
        bad("length negative", POST + "Content-Length: -2\r\n\r\n{}"),
        bad("length with plus", POST + "Content-Length: +2\r\n\r\n{}"),
        bad("length hexadecimal", POST + "Content-Length: 0x2\r\n\r\n{}"),
        bad("length huge", POST + "Content-Length: 99999999999999999999\r\n\r\n{}", 413),
        bad("length of 1 GB", POST + "Content-Length: 1073741824\r\n\r\n{}", 413),
        bad("unknown coding", POST + "Transfer-Encoding: sesame\r\n\r\n{}", 501),
        bad("chunked, not last", POST + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 501),
        bad("chunk size not hexadecimal", chunked("zz\r\n{}\r\n0\r\n\r\n")),
        bad("chunk size negative", chunked("-2\r\n{}\r\n0\r\n\r\n")),
        bad("chunk size huge", chunked("fffffffffffffffff\r\n{}\r\n0\r\n\r\n"), 413),
        bad("chunk longer than said", chunked("1\r\n{}\r\n0\r\n\r\n")),
        bad("URL of 1 MB", "GET /" + "a".repeat(1 << 20) + " HTTP/1.1\r\n" + HOST + "\r\n", 414),
        bad(
            "header of 1 MB",
            "GET /health HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(1 << 20) + "\r\n\r\n",
            431),
        bad(
            "100,000 headers",
            "GET /health HTTP/1.1\r\n" + HOST + "X: a\r\n".repeat(100_000) + "\r\n",
            431),
        bad("length and chunks", POST + "Content-Length: 5\r\n" + CHUNKS, 413),
        bad("folded header", "GET /health HTTP/1.1\r\n" + HOST + "X: a\r\n b\r\n\r\n", 200),
        bad("bare line feeds", "GET /health HTTP/1.1\nHost: localhost\n\n", 200),
        bad("gzip body", POST + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 415),
        bad("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 501),
        bad("TRACE", "TRACE /health HTTP/1.1\r\n" + HOST + "\r\n", 405),
        bad("CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n", 404, 421),
        bad("PUT", "PUT /v1/models HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\n{}", 405),
        bad("asterisk", "GET * HTTP/1.1\r\n" + HOST + "\r\n", 404),
        bad("climbing path", "GET /v1/../../../etc/passwd HTTP/1.1\r\n" + HOST + "\r\n", 404));
  }

  private static String chunked(String body) {
    return POST + "Transfer-Encoding: chunked\r\n\r\n" + body;
  }

  private static Case bad(String name, String bytes, Integer... also) {
    Set<Integer> allowed = new java.util.HashSet<>(Set.of(400, CLOSED));
    allowed.addAll(Set.of(also));
    return new Case(name, bytes, allowed);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsNotHttpIsRefusedAndTheNextClientServed(Case hostile) {
    int status = answerTo(hostile.bytes());
    assertTrue(hostile.allowed().contains(status), hostile + " was answered with " + status);
    assertEquals(200, fixture.get("/health").status());
    assertTrue(fixture.engine.requests().isEmpty(), "nothing reached the engine");
  }

  private static int answerTo(String bytes) {
    try (RawHttp http = new RawHttp(fixture.port)) {
      http.send(bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      http.socket.shutdownOutput();
      return http.answer().status();
    } catch (UncheckedIOException e) {
      boolean closed =
          e.getCause() instanceof EOFException || e.getCause() instanceof SocketException;
      return closed ? CLOSED : -1;
    } catch (java.io.IOException e) {
      return CLOSED;
    }
  }
}
