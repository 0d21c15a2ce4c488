package seseragi.engine;

/** The engine has failed and takes no requests any more; only a new engine would. */
public final class EngineFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EngineFailedException() {
    super("the engine has failed and answers no more; its log says why, a restart may help");
  }
}
