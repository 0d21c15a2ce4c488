package seseragi.engine;

import java.util.ResourceBundle;

/** A log that keeps nothing, for tests in which thousands of steps fail on purpose. */
final class Silence implements System.Logger {
  @Override
  public String getName() {
    return "silence";
  }

  @Override
  public boolean isLoggable(Level level) {
    return false;
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {}

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... params) {}
}
