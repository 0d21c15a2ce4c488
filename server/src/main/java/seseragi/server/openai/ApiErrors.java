package seseragi.server.openai;

import java.time.Duration;
import java.util.Optional;
import seseragi.engine.EngineBusyException;
import seseragi.engine.EngineFailedException;
import seseragi.engine.chat.PromptTooLongException;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.server.http.Fault;
import seseragi.server.json.MalformedJsonException;
import seseragi.server.serving.ChatRefusedException;
import seseragi.server.serving.ChatUnavailableException;
import seseragi.server.serving.NotServingException;
import seseragi.server.serving.Serving.State;

/** The one place where exceptions become the errors that clients see. */
public final class ApiErrors {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final String UNAVAILABLE = "unavailable_error";
  private static final String ENGINE_FAILED = "engine_failed";

  private ApiErrors() {}

  /** What the client is told. Unknown exceptions tell nothing but that they happened. */
  public static Fault of(Throwable e) {
    return switch (e) {
      case BadRequestException bad ->
          Fault.of(400, bad.code(), bad.getMessage()).about(bad.param());
      case InvalidParameterException bad ->
          Fault.of(400, "invalid_value", bad.getMessage()).about(bad.parameter());
      case MalformedJsonException bad ->
          Fault.of(400, "invalid_json", "the body is not JSON as expected: " + bad.getMessage());
      case ModelNotFoundException unknown ->
          Fault.of(404, "model_not_found", unknown.getMessage()).about("model");
      case ChatUnavailableException none ->
          Fault.of(400, "chat_template_missing", none.getMessage()).about("messages");
      case ChatRefusedException refused ->
          Fault.of(400, "chat_template_error", refused.getMessage()).about("messages");
      case PromptTooLongException tooLong ->
          Fault.of(400, "context_length_exceeded", tooLong.getMessage()).about("messages");
      case EngineBusyException busy ->
          Fault.later(429, "rate_limit_error", "queue_full", busy.getMessage(), busy.retryAfter());
      case NotServingException not -> notServing(not);
      case EngineFailedException failed -> engineFailed(failed.getMessage());
      default -> Fault.internal("the server failed; its log has more under this request's id");
    };
  }

  /** For what has no model to answer. */
  public static Fault notServing(NotServingException e) {
    String code =
        switch (e.state()) {
          case State.Ready ready -> throw new IllegalArgumentException("it is serving");
          case State.Loading loading -> "model_loading";
          case State.Draining draining -> "shutting_down";
          case State.Failed failed -> ENGINE_FAILED;
        };
    return code.equals(ENGINE_FAILED)
        ? engineFailed(e.getMessage())
        : Fault.later(503, UNAVAILABLE, code, e.getMessage(), SOON);
  }

  private static Fault engineFailed(String message) {
    return new Fault(
        503, UNAVAILABLE, Optional.of(ENGINE_FAILED), Optional.empty(), message, Optional.empty());
  }

  /** The server stops while this request is being answered. */
  static Fault shuttingDown() {
    return Fault.later(
        503,
        UNAVAILABLE,
        "shutting_down",
        "the server was shut down before the answer was complete",
        SOON);
  }

  /** The engine gave this request up. */
  static Fault failed(String reason) {
    return Fault.internal(reason);
  }

  /** The reader takes too little of what is generated for it. */
  static Fault tooSlow() {
    return Fault.of(408, "reader_too_slow", "too much text waited for this client to read it");
  }
}
