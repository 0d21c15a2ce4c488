package seseragi.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;

/**
 * A log for tests in which thousands of steps fail on purpose: keeps only what did not. Faults on
 * purpose have {@link #ON_PURPOSE} as their message.
 */
final class FaultLog implements System.Logger {
  static final String ON_PURPOSE = "simulated";

  private final List<String> surprises = new ArrayList<>();

  /** What was logged and not on purpose. */
  List<String> surprises() {
    return List.copyOf(surprises);
  }

  @Override
  public String getName() {
    return "faults";
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    if (!ON_PURPOSE.equals(thrown.getMessage())) {
      surprises.add(message + ": " + thrown + " at " + thrown.getStackTrace()[0]);
    }
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... params) {
    surprises.add(format);
  }
}
