package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jline.terminal.spi.SystemStream;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
  private static final String EMPTY = "▕" + " ".repeat(30) + "▏";

  @Test
  void fillsByEighthsOfACellAndKeepsItsWidth() {
    assertEquals(EMPTY, ProgressBar.bar(0));
    assertEquals("▕" + "█".repeat(30) + "▏", ProgressBar.bar(1));
    assertEquals("▕" + "█".repeat(15) + " ".repeat(15) + "▏", ProgressBar.bar(0.5));
    for (int i = 0; i <= 1000; i++) {
      assertEquals(32, ProgressBar.bar(i / 1000.0).length(), "at " + i);
    }
  }

  @Test
  void isSilentWhereStandardErrorIsNoTerminal() {
    Captured run = new Captured().atTerminal(SystemStream.Output);
    show(run);
    assertEquals("", run.err());
  }

  @Test
  void isSilentOnATerminalThatCannotMoveItsCursor() {
    Captured run = new Captured().atTerminal(SystemStream.Error).with("TERM", "dumb");
    show(run);
    assertEquals("", run.err());
  }

  @Test
  void leavesNothingBehindOnATerminal() {
    Captured run = new Captured().atTerminal(SystemStream.Error);
    show(run);
    assertTrue(run.err().contains(" 50 % weights"), run.err());
    assertTrue(run.err().endsWith("\r\u001b[K"), run.err());
    assertFalse(run.err().contains("\n"), run.err());
    assertEquals("", run.out());
  }

  @Test
  void hasNoColourWhereNoneIsWanted() {
    Captured run = new Captured().atTerminal(SystemStream.Error).with("NO_COLOR", "1");
    show(run);
    assertTrue(run.err().contains("50 %"), run.err());
    assertFalse(run.err().contains("\u001b[36m"), run.err());
  }

  @Test
  void drawsOnlyWhatCanBeSeenToDiffer() {
    Captured run = new Captured().atTerminal(SystemStream.Error);
    try (ProgressBar bar = new ProgressBar(run.io())) {
      for (int i = 0; i < 1_000_000; i++) {
        bar.show(i / 1e6, "weights");
      }
    }
    assertTrue(run.err().split("\r", -1).length < 1100, "redrawn too often");
  }

  private static void show(Captured run) {
    try (ProgressBar bar = new ProgressBar(run.io())) {
      bar.show(0, "weights");
      bar.show(0.5, "weights");
    }
  }
}
