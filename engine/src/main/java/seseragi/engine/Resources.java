package seseragi.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened, to be closed in the opposite order. Not thread-safe. */
final class Resources {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Takes responsibility for a resource. */
  <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  /**
   * Closes everything, also if some of it fails.
   *
   * @throws IllegalStateException with all failures, if there were some
   */
  void close() {
    IllegalStateException failures = new IllegalStateException("could not give everything back");
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception failure) {
        failures.addSuppressed(failure);
      }
    }
    if (failures.getSuppressed().length > 0) {
      throw failures;
    }
  }
}
