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
          case Serving.State.Failed failed ->
              "the engine has failed: the server has to be restarted; its log says why";
        });
    this.state = state;
  }

  /** Loading, draining or failed. */
  public Serving.State state() {
    return state;
  }
}
