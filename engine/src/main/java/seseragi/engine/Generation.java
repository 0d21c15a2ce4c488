package seseragi.engine;

/** A request that was accepted. */
public interface Generation {
  /** Unique within its engine. */
  long id();

  /**
   * Stops the request at whatever phase it is; its blocks are free within one step. The terminal
   * event still comes. Never blocks; may be called more than once, and after the end.
   */
  void cancel();
}
