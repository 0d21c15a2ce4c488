package seseragi.server.http;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One request and its answer. Exactly one answer is given: the first call of {@link #send}, {@link
 * #fail} or {@link #openStream} counts, later ones do nothing. May be used by any thread; what
 * touches the socket hops to the connection's event loop, in the order of the calls.
 */
public final class Exchange {
  private static final byte[] NO_BODY = {};

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Context context;
  private final Surroundings surroundings;
  private final String id;
  private final AccessLine line; // event loop only
  private final Lifetime lifetime = new Lifetime(); // event loop only
  private Optional<EventStream> stream = Optional.empty(); // event loop only
  private boolean answered; // event loop only
  private long timer = -1; // event loop only
  private volatile byte[] body = NO_BODY;

  Exchange(HttpServerRequest request, Context context, Surroundings surroundings) {
    this.request = request;
    this.response = request.response();
    this.context = context;
    this.surroundings = surroundings;
    id = RequestId.of(request.getHeader("X-Request-Id"));
    line = new AccessLine(request, id);
    lifetime.onEnd(this::tidy);
    response.putHeader("X-Request-Id", id);
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.exceptionHandler(e -> leave());
    response.closeHandler(closed -> leave());
    response.endHandler(ended -> lifetime.end());
  }

  /** The name of this request in answers and logs. */
  public String id() {
    return id;
  }

  /** The path, not decoded. */
  public String path() {
    return request.path();
  }

  /**
   * The path from behind {@code prefix} on, percent-decoded where that can be done; empty if it
   * does not begin so.
   */
  public String pathAfter(String prefix) {
    if (!path().startsWith(prefix)) {
      return "";
    }
    String rest = path().substring(prefix.length());
    try {
      return URLDecoder.decode(rest.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return rest;
    }
  }

  /** Whether only the header of an answer is asked for. */
  public boolean isHead() {
    return request.method().equals(HttpMethod.HEAD);
  }

  /** A header field of the request; empty if it is not there. */
  public String header(String name) {
    return Optional.ofNullable(request.getHeader(name)).orElse("");
  }

  /** Puts a header field into the answer. Called on the connection's thread, before the answer. */
  public void answerHeader(String name, String value) {
    response.putHeader(name, value);
  }

  /** The body; empty for requests without one. */
  public byte[] body() {
    return body;
  }

  /** Runs tasks one after another on the thread of the connection, in the order of the calls. */
  public Executor loop() {
    return this::onLoop;
  }

  /** True from the moment on when nobody waits for the answer any more. */
  public boolean gone() {
    return lifetime.gone();
  }

  /**
   * Runs {@code action} on the connection's thread when the client goes away, or has taken too
   * long, before the answer is complete; at once if that has happened already.
   */
  public void onGone(Runnable action) {
    onLoop(() -> lifetime.onGone(action));
  }

  /** Runs {@code action} on the connection's thread when all is over, well or not; once. */
  public void onEnd(Runnable action) {
    onLoop(() -> lifetime.onEnd(action));
  }

  /** Adds a field to the line in the access log; numbers and short strings, no text of users'. */
  public void note(String key, Object value) {
    onLoop(() -> line.note(key, value));
  }

  /** Answers with a complete body. */
  public void send(int status, String contentType, byte[] content) {
    onLoop(() -> answer(status, contentType, content));
  }

  /** Answers with JSON. */
  public void sendJson(byte[] json) {
    send(200, "application/json", json);
  }

  /** Answers with an error; in a stream that has begun, as its last event. */
  public void fail(Fault fault) {
    onLoop(() -> answer(fault));
  }

  /** Answers with an error as {@link #fail} does, and runs what is to run {@link #onGone}. */
  public void abort(Fault fault) {
    onLoop(
        () -> {
          answer(fault);
          lifetime.abandon();
        });
  }

  /** Translates an exception into an error answer. */
  public void fail(Throwable e) {
    fail(surroundings.fault(e, id));
  }

  /**
   * Begins to answer with server-sent events: the header goes out at once.
   *
   * @throws FaultException for a client that cannot read a stream
   */
  public EventStream openStream() {
    if (request.version() == HttpVersion.HTTP_1_0) {
      throw new FaultException(
          Fault.of(400, "http_version", "a stream needs HTTP/1.1; this request is HTTP/1.0")
              .about("stream"));
    }
    EventStream opened = new EventStream(this, response, surroundings);
    onLoop(
        () -> {
          if (!answered && !gone()) {
            answered = true;
            stream = Optional.of(opened);
            opened.open();
          }
        });
    return opened;
  }

  // ------------------------------------------------------------------ event loop from here on

  HttpServerRequest request() {
    return request;
  }

  MultiMap responseHeaders() {
    return response.headers();
  }

  void body(byte[] content) {
    body = content;
  }

  /** It has been understood; an answer may take minutes. */
  void dropBody() {
    body = NO_BODY;
  }

  boolean answered() {
    return answered;
  }

  /** The connection is a WebSocket now; this was its only answer. */
  void upgraded() {
    answered = true;
    lifetime.handOver();
    line.write(surroundings.log(), 101);
  }

  /** Ends an answer that takes longer than this. */
  void limit(Duration patience) {
    timer = surroundings.vertx().setTimer(patience.toMillis(), expired -> expire(patience));
  }

  void onLoop(Runnable task) {
    if (onOwnThread()) {
      guarded(task);
    } else {
      surroundings.hop(context, () -> guarded(task));
    }
  }

  private boolean onOwnThread() {
    return surroundings.isCurrent(context);
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      answer(surroundings.fault(e, id));
      lifetime.abandon();
    }
  }

  private void answer(Fault fault) {
    if (stream.isPresent()) {
      line.error(fault.code().orElse(fault.type()));
      stream.get().fail(fault);
      return;
    }
    if (!answered && !gone()) {
      line.error(fault.code().orElse(fault.type()));
      FaultHeaders.add(response.headers(), fault);
      answer(fault.status(), "application/json", fault.json());
    }
  }

  private void answer(int status, String contentType, byte[] content) {
    if (answered || gone()) {
      return;
    }
    answered = true;
    response.setStatusCode(status);
    response.putHeader("Content-Type", contentType);
    if (!response.headers().contains("Cache-Control")) {
      response.putHeader("Cache-Control", "no-store");
    }
    response.end(Buffer.buffer(content));
  }

  void answerEmpty(int status) {
    answered = true;
    response.setStatusCode(status).end();
  }

  /** Closes the connection once the answer is out; with HTTP/2 others may be using it. */
  void closeAfterAnswer() {
    if (request.version() == HttpVersion.HTTP_2) {
      return;
    }
    response.putHeader("Connection", "close");
    onEnd(() -> Lingering.close(request, surroundings.vertx()));
  }

  private void expire(Duration patience) {
    timer = -1;
    abort(
        new Fault(
            504,
            "timeout_error",
            Optional.of("answer_timeout"),
            Optional.empty(),
            "the answer took longer than %d s, the limit of this server"
                .formatted(patience.toSeconds()),
            Optional.empty()));
  }

  /** The client is gone. */
  private void leave() {
    if (!lifetime.ended()) {
      line.error("client_gone");
      lifetime.abandon();
      lifetime.end();
    }
  }

  private void tidy() {
    if (timer >= 0) {
      surroundings.vertx().cancelTimer(timer);
    }
    stream.ifPresent(EventStream::closed);
    surroundings.answered(request);
    line.write(surroundings.log(), response.getStatusCode());
  }
}
