package seseragi.server.http;

import java.time.Duration;
import java.util.List;

/**
 * How the server listens and what it accepts from a socket.
 *
 * @param host address to bind to; {@code 127.0.0.1} is reached from this machine only
 * @param port 0 to 65535; 0 lets the system choose
 * @param access who may ask
 * @param limits sizes
 * @param timeouts patience
 * @param accessLog how a request is logged
 * @param clearTextHttp2 whether HTTP/2 without TLS is spoken too
 */
public record HttpOptions(
    String host,
    int port,
    Access access,
    HttpLimits limits,
    Timeouts timeouts,
    LogFormat accessLog,
    boolean clearTextHttp2) {

  /** This machine only, port 8000. */
  public static final HttpOptions DEFAULTS =
      new HttpOptions(
          "127.0.0.1",
          8000,
          Access.DEFAULTS,
          HttpLimits.DEFAULTS,
          Timeouts.DEFAULTS,
          LogFormat.TEXT,
          false);

  public HttpOptions {
    Check.that("host", host, !host.isBlank(), "an address of this machine, or 0.0.0.0 for all");
    Check.that("port", port, port >= 0 && port <= 65_535, "0 (any free one) to 65535");
  }

  /** The same at another address. */
  public HttpOptions at(String newHost, int newPort) {
    return new HttpOptions(newHost, newPort, access, limits, timeouts, accessLog, clearTextHttp2);
  }

  /** How a request is logged: one line each. */
  public enum LogFormat {
    /** {@code key=value} pairs. */
    TEXT,
    /** A JSON object. */
    JSON,
    /** Not at all. */
    OFF
  }

  /**
   * Who may ask.
   *
   * @param hosts names that the {@code Host} header may have besides {@code localhost} and literal
   *     addresses of the bound interface; {@code *} for any
   * @param origins web pages, as {@code https://chat.example.org}, that browsers may call from
   *     besides pages of this server; {@code *} for any
   * @param apiKeys if there is any, one of them must come as {@code Authorization: Bearer KEY}
   */
  public record Access(List<String> hosts, List<String> origins, List<String> apiKeys) {
    /** Nobody but pages and programs that name this server as what it is. */
    public static final Access DEFAULTS = new Access(List.of(), List.of(), List.of());

    public Access {
      hosts = List.copyOf(hosts);
      origins = List.copyOf(origins);
      apiKeys = List.copyOf(apiKeys);
      hosts.forEach(
          h -> Check.that("allowed host", h, h.matches("\\*|[^\\s/]+"), "a host name, or *"));
      origins.forEach(
          o ->
              Check.that(
                  "allowed origin",
                  o,
                  o.matches("\\*|null|[a-z][a-z0-9+.-]*://[^\\s/]+"),
                  "scheme://host[:port] without a path, or *"));
      apiKeys.forEach(
          k ->
              Check.that(
                  "API key",
                  k.length() + " characters",
                  k.matches("[\\x21-\\x7e]{1,512}"),
                  "1 to 512 visible ASCII characters"));
    }

    @Override
    public String toString() {
      return "Access[hosts=%s, origins=%s, apiKeys=%d]".formatted(hosts, origins, apiKeys.size());
    }
  }

  /**
   * Sizes.
   *
   * @param requestLineBytes method, URL and version; more is 414
   * @param headerBytes all header fields together; more is 431
   * @param bodyBytes one body; more is 413
   * @param bufferedBytes bodies of all requests that are being read or understood; more is 503
   * @param connections open at once; one more is closed at once
   * @param unsentBytes of an answer that may wait for a slow reader before it is cut off
   * @param webSocketMessageBytes one message from a client; more closes the WebSocket with 1009
   */
  public record HttpLimits(
      int requestLineBytes,
      int headerBytes,
      int bodyBytes,
      long bufferedBytes,
      int connections,
      int unsentBytes,
      int webSocketMessageBytes) {
    public static final HttpLimits DEFAULTS =
        new HttpLimits(8 << 10, 16 << 10, 8 << 20, 256L << 20, 4096, 1 << 20, 1 << 20);

    public HttpLimits {
      Check.that("request line bytes", requestLineBytes, requestLineBytes >= 256, "256 or more");
      Check.that("header bytes", headerBytes, headerBytes >= 1024, "1024 or more");
      Check.that("body bytes", bodyBytes, bodyBytes >= 1024, "1024 or more");
      Check.that("buffered bytes", bufferedBytes, bufferedBytes >= bodyBytes, "at least one body");
      Check.that("connections", connections, connections >= 1, "1 or more");
      Check.that("unsent bytes", unsentBytes, unsentBytes >= 1024, "1024 or more");
      Check.that(
          "WebSocket message bytes",
          webSocketMessageBytes,
          webSocketMessageBytes >= 128,
          "128 or more");
    }
  }

  /**
   * Patience. All a millisecond or more.
   *
   * @param header from the opening of a connection to the end of its first request's header
   * @param keepAlive from the end of an answer to the end of the next request's header
   * @param body from the end of a header to the end of the body
   * @param answer from the end of a body to the end of the answer
   * @param stall for a reader that takes nothing of what waits for it
   * @param ping silence of a stream after which the server shows that it is alive
   * @param socketIdle between the turns of a WebSocket
   */
  public record Timeouts(
      Duration header,
      Duration keepAlive,
      Duration body,
      Duration answer,
      Duration stall,
      Duration ping,
      Duration socketIdle) {
    public static final Timeouts DEFAULTS =
        new Timeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofSeconds(60),
            Duration.ofMinutes(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ofMinutes(10));

    public Timeouts {
      for (Duration d : new Duration[] {header, keepAlive, body, answer, stall, ping, socketIdle}) {
        Check.that("timeout", d, d.compareTo(Duration.ofMillis(1)) >= 0, "a millisecond or more");
      }
    }
  }
}
