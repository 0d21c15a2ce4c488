package seseragi.server.cli;

import java.util.Locale;

/**
 * A line on a terminal that fills up while something is loaded, and is wiped away at the end.
 * Silent where standard error is no terminal. Thread-safe.
 */
final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final String WIPE = "\r\u001b[K";
  private static final String[] PARTS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

  private final Io io;
  private final boolean shown;
  private final boolean plain;
  private int lastPermille = -1;

  ProgressBar(Io io) {
    this.io = io;
    this.shown = io.animates();
    this.plain = !io.colours();
  }

  /**
   * Moves the bar; draws only what can be seen to differ.
   *
   * @param fraction 0 to 1
   * @param what is being done
   */
  synchronized void show(double fraction, String what) {
    int permille = (int) Math.round(Math.clamp(fraction, 0, 1) * 1000);
    if (!shown || permille == lastPermille) {
      return;
    }
    lastPermille = permille;
    String bar = bar(permille / 1000.0);
    io.err().print(WIPE + (plain ? bar : "\u001b[36m" + bar + "\u001b[0m") + label(permille, what));
    io.err().flush();
  }

  private static String label(int permille, String what) {
    return String.format(Locale.ROOT, " %3d %% %s", permille / 10, what);
  }

  /** {@value #WIDTH} cells, filled by eighths. */
  static String bar(double fraction) {
    int eighths = (int) Math.round(fraction * WIDTH * 8);
    String full = "█".repeat(eighths / 8) + PARTS[eighths % 8];
    int cells = eighths / 8 + (eighths % 8 > 0 ? 1 : 0);
    return "▕" + full + " ".repeat(WIDTH - cells) + "▏";
  }

  /** Wipes the line, so that nothing is left of it. */
  @Override
  public synchronized void close() {
    if (shown && lastPermille >= 0) {
      io.err().print(WIPE);
      io.err().flush();
      lastPermille = -1;
    }
  }
}
