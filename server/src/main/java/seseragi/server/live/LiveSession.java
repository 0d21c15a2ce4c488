package seseragi.server.live;

import java.lang.System.Logger.Level;
import java.util.Optional;
import seseragi.engine.EngineBusyException;
import seseragi.engine.EngineFailedException;
import seseragi.engine.chat.PromptTooLongException;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.server.http.TextSocket;
import seseragi.server.serving.ChatRefusedException;
import seseragi.server.serving.NotServingException;
import seseragi.server.serving.ServedModel;
import seseragi.server.serving.Serving;

/** One WebSocket: a conversation, turn by turn. Its state belongs to the connection's thread. */
final class LiveSession {
  private static final System.Logger LOG = System.getLogger(LiveSession.class.getName());

  private final TextSocket socket;
  private final Serving serving;
  private final int maxUnsent;
  private final History history = new History();
  private Optional<Turn> current = Optional.empty();

  LiveSession(TextSocket socket, Serving serving, int maxUnsent) {
    this.socket = socket;
    this.serving = serving;
    this.maxUnsent = maxUnsent;
  }

  void begin() {
    socket.onGone(() -> current.ifPresent(Turn::abandon));
    socket.onText(this::ask);
  }

  private void ask(String text) {
    current.ifPresent(Turn::interrupt);
    socket.pause(); // one question at a time is being understood
    socket.busy(true);
    Thread.ofVirtual().name("ws-" + socket.id()).start(() -> understand(text));
  }

  /** On a virtual thread; templates and tokens take their time. */
  private void understand(String text) {
    try {
      ServedModel model = serving.model();
      History.Question question = history.ask(model, text);
      Turn turn = new Turn(socket, maxUnsent, answer -> ended(question, answer));
      Serving.Work work = serving.begin(() -> socket.loop().execute(() -> shutDown(turn)));
      turn.onEnd(work::close);
      turn.submit(model, question.tokens());
      socket.loop().execute(() -> started(turn));
    } catch (RuntimeException e) {
      socket.loop().execute(() -> refuse(e));
    }
  }

  private void started(Turn turn) {
    if (!socket.isOpen()) {
      turn.abandon();
    } else if (!turn.isOver()) { // a short answer may have ended already
      current = Optional.of(turn);
    }
    socket.resume();
  }

  private void ended(History.Question question, String answer) {
    current = Optional.empty();
    history.answered(question, answer);
    socket.busy(false);
  }

  private void shutDown(Turn turn) {
    turn.fail("the server is shutting down");
    socket.close(TextSocket.GOING_AWAY, "the server is shutting down");
  }

  private void refuse(RuntimeException e) {
    current = Optional.empty();
    socket.send(Marker.error(told(e)));
    socket.send(Marker.END);
    socket.busy(false);
    socket.resume();
  }

  private String told(RuntimeException e) {
    return switch (e) {
      case NotServingException known -> known.getMessage();
      case EngineBusyException known -> known.getMessage();
      case EngineFailedException known -> known.getMessage();
      case InvalidParameterException known -> known.getMessage();
      case ChatRefusedException known -> known.getMessage();
      case QuestionTooLongException known -> known.getMessage();
      case PromptTooLongException known -> known.getMessage();
      default -> {
        LOG.log(Level.ERROR, "WebSocket " + socket.id() + " failed", e);
        yield "the server failed";
      }
    };
  }
}
