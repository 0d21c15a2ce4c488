package seseragi.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An answer of server-sent events. Called on the connection's thread only ({@link Exchange#loop}).
 * Events have neither an id nor a name: some clients read both wrongly together with pings.
 */
public final class EventStream {
  private static final Buffer PING = Buffer.buffer(": ping\n\n");
  private static final byte[] BEFORE = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] AFTER = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Exchange exchange;
  private final HttpServerResponse response;
  private final Surroundings surroundings;
  private Optional<Runnable> whenWritable = Optional.empty();
  private boolean open;
  private long lastWrite;
  private long pingTimer;

  EventStream(Exchange exchange, HttpServerResponse response, Surroundings surroundings) {
    this.exchange = exchange;
    this.response = response;
    this.surroundings = surroundings;
  }

  void open() {
    open = true;
    response.setStatusCode(200);
    response.putHeader("Content-Type", "text/event-stream; charset=utf-8");
    response.putHeader("Cache-Control", "no-cache");
    response.putHeader("X-Accel-Buffering", "no"); // nginx would collect the stream
    response.setChunked(true);
    response.writeHead();
    lastWrite = System.nanoTime();
    pingLater(pingNanos());
  }

  /** False once the stream has ended or the client is gone; then writing does nothing. */
  public boolean isOpen() {
    return open && !exchange.gone();
  }

  /** False while enough waits for a slow reader; more should not be written then. */
  public boolean isWritable() {
    return !isOpen() || !response.writeQueueFull();
  }

  /** Runs {@code action}, once, when the reader has caught up. */
  public void onWritable(Runnable action) {
    boolean first = whenWritable.isEmpty();
    whenWritable = Optional.of(action);
    if (first) {
      response.drainHandler(drained -> drained());
    }
  }

  private void drained() {
    Optional<Runnable> action = whenWritable;
    whenWritable = Optional.empty();
    if (isOpen()) {
      action.ifPresent(Runnable::run);
    }
  }

  /** Sends an event; {@code data} has no line break. */
  public void send(byte[] data) {
    if (isOpen()) {
      lastWrite = System.nanoTime();
      response.write(
          Buffer.buffer(BEFORE.length + data.length + AFTER.length)
              .appendBytes(BEFORE)
              .appendBytes(data)
              .appendBytes(AFTER));
    }
  }

  /** Sends a comment, which readers that do not know it skip; {@code text} has no line break. */
  public void comment(String text) {
    if (isOpen()) {
      lastWrite = System.nanoTime();
      response.write(Buffer.buffer(": " + text + "\n\n"));
    }
  }

  /** Ends the stream. */
  public void end() {
    if (isOpen()) {
      closed();
      response.end();
    }
  }

  /** Ends the stream with an error as its last event. */
  public void fail(Fault fault) {
    send(fault.json());
    end();
  }

  void closed() {
    open = false;
    surroundings.vertx().cancelTimer(pingTimer);
  }

  private void pingLater(long nanos) {
    long millis = Math.max(1, nanos / 1_000_000);
    pingTimer = surroundings.vertx().setTimer(millis, due -> pingIfSilent());
  }

  private void pingIfSilent() {
    if (!isOpen()) {
      return;
    }
    long silence = System.nanoTime() - lastWrite;
    if (silence < pingNanos()) {
      pingLater(pingNanos() - silence);
      return;
    }
    if (isWritable()) {
      response.write(PING.copy());
    }
    lastWrite = System.nanoTime();
    pingLater(pingNanos());
  }

  private long pingNanos() {
    return surroundings.options().timeouts().ping().toNanos();
  }
}
