package seseragi.engine;

/** The engine could not go on with a request; what it had said until then was delivered. */
public final class GenerationFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public GenerationFailedException(String message) {
    super(message);
  }
}
