package seseragi.server.http;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A WebSocket that speaks text. Called on the connection's thread only ({@link #loop}), but for
 * {@link #loop} and {@link #id}.
 */
public final class TextSocket {
  /** Close codes of RFC 6455, section 7.4.1. */
  public static final short GOING_AWAY = 1001;

  public static final short UNSUPPORTED_DATA = 1003;
  public static final short POLICY_VIOLATION = 1008;
  private static final short INVALID_DATA = 1007;
  private static final short MESSAGE_TOO_BIG = 1009;
  private static final int MAX_REASON_BYTES = 123; // of a control frame, less the code

  private final ServerWebSocket socket;
  private final Context context;
  private final Surroundings surroundings;
  private final String id;
  private final MessageAssembler messages;
  private Consumer<String> onText = text -> {};
  private final List<Runnable> onGone = new ArrayList<>();
  private Optional<Runnable> whenWritable = Optional.empty();
  private boolean open = true;
  private boolean pongDue;
  private boolean busy;
  private long idleSince = System.nanoTime();
  private final long pingTimer;

  TextSocket(ServerWebSocket socket, Context context, Surroundings surroundings, String id) {
    this.socket = socket;
    this.context = context;
    this.surroundings = surroundings;
    this.id = id;
    messages = new MessageAssembler(surroundings.options().limits().webSocketMessageBytes());
    socket.exceptionHandler(this::failed);
    socket.closeHandler(closed -> leave());
    socket.pongHandler(pong -> pongDue = false);
    socket.frameHandler(this::receive);
    pingTimer =
        surroundings
            .vertx()
            .setPeriodic(surroundings.options().timeouts().ping().toMillis(), due -> checkPeer());
  }

  /** The name of the request that opened it. */
  public String id() {
    return id;
  }

  /** Runs tasks one after another on the thread of the connection, in the order of the calls. */
  public Executor loop() {
    return task -> surroundings.hop(context, task);
  }

  /** What to do with each message. */
  public void onText(Consumer<String> action) {
    onText = action;
  }

  private void receive(WebSocketFrame frame) {
    if (frame.isBinary()) {
      close(UNSUPPORTED_DATA, "this WebSocket takes text messages only");
    } else if (frame.isText() || frame.isContinuation()) {
      switch (messages.append(frame.binaryData(), frame.isFinal())) {
        case MessageAssembler.More more -> {}
        case MessageAssembler.Complete(String text) -> onText.accept(text);
        case MessageAssembler.TooBig tooBig -> close(MESSAGE_TOO_BIG, "the message is too large");
        case MessageAssembler.NotText notText -> close(INVALID_DATA, "the message is not UTF-8");
      }
    }
  }

  /** Runs {@code action} when the socket is closed, by whomever; at once if it is. */
  public void onGone(Runnable action) {
    if (open) {
      onGone.add(action);
    } else {
      action.run();
    }
  }

  /** While busy, silence of the client is no reason to close. */
  public void busy(boolean isBusy) {
    busy = isBusy;
    idleSince = System.nanoTime();
  }

  public boolean isOpen() {
    return open;
  }

  /** Reads no further message until {@link #resume}. */
  public void pause() {
    socket.pause();
  }

  public void resume() {
    if (open) {
      socket.resume();
    }
  }

  /** False while enough waits for a slow reader; more should not be sent then. */
  public boolean isWritable() {
    return !open || !socket.writeQueueFull();
  }

  /** Runs {@code action}, once, when the reader has caught up. */
  public void onWritable(Runnable action) {
    whenWritable = Optional.of(action);
    socket.drainHandler(
        drained -> {
          Optional<Runnable> next = whenWritable;
          whenWritable = Optional.empty();
          if (open) {
            next.ifPresent(Runnable::run);
          }
        });
  }

  /** Sends a text message. */
  public void send(String text) {
    if (open) {
      socket.writeTextMessage(text);
    }
  }

  /** Closes, telling why. */
  public void close(short code, String reason) {
    if (open) {
      socket.close(code, cut(reason));
      leave();
    }
  }

  private void failed(Throwable e) {
    if (e instanceof CorruptedWebSocketFrameException broken) {
      close((short) broken.closeStatus().code(), broken.getMessage());
    } else {
      leave(); // the connection is lost
    }
  }

  private void leave() {
    if (open) {
      open = false;
      surroundings.vertx().cancelTimer(pingTimer);
      List<Runnable> actions = List.copyOf(onGone);
      onGone.clear();
      actions.forEach(Runnable::run);
    }
  }

  private void checkPeer() {
    long idle = System.nanoTime() - idleSince;
    if (pongDue) {
      close(POLICY_VIOLATION, "no answer to a ping");
    } else if (!busy && idle > surroundings.options().timeouts().socketIdle().toNanos()) {
      close(GOING_AWAY, "nothing was asked for too long");
    } else if (isWritable()) {
      pongDue = true;
      socket.writePing(Buffer.buffer());
    }
  }

  private static String cut(String reason) {
    String ascii = AccessLog.escaped(reason);
    return ascii.length() <= MAX_REASON_BYTES ? ascii : ascii.substring(0, MAX_REASON_BYTES);
  }
}
