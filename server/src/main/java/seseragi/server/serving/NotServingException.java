package seseragi.server.serving;

/** No request is taken at the moment. */
public final class NotServingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Serving.State state;

  NotServingException(Serving.State state) {
    super(
        switch (state) {
          case Serving.State.Loading loading -> "Loading model";
          case Serving.State.Ready ready -> throw new IllegalArgumentException("it is serving");
          case Serving.State.Draining draining -> "the server is shutting down";
        });
    this.state = state;
  }

  /** Loading or draining. */
  public Serving.State state() {
    return state;
  }
}
