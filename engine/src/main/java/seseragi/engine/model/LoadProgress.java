package seseragi.engine.model;

/** Is told how far loading has come. Called on the thread that loads. */
@FunctionalInterface
public interface LoadProgress {
  /** Nobody listens. */
  LoadProgress NONE = (done, total) -> {};

  /**
   * Some more was loaded.
   *
   * @param doneBytes never less than before; equal to {@code totalBytes} at the end
   * @param totalBytes bytes of all tensors, more than 0
   */
  void loaded(long doneBytes, long totalBytes);
}
