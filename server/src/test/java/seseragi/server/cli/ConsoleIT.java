package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * {@code ./seseragi chat} in a pseudo terminal, which {@code script} of util-linux opens: keys in,
 * screen out.
 *
 * <p>The answers are those of a hot model that does not mind its end-of-text token: gibberish of a
 * given length, the same for the same question.
 */
@EnabledOnOs(OS.LINUX) // elsewhere script has other arguments
final class ConsoleIT {
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";
  private static final int ATTEMPTS = 30;

  /** What the line editor says to the terminal when it begins and ends reading a line. */
  private static final String READS = "\u001b[?2004h";

  private static final String HAS_READ = "\u001b[?2004l";

  private Process chat;
  private Screen screen;

  private void start(int tokens) throws IOException {
    // exec, as a shell that stays (dash does) would take the Ctrl-C too and end with 130; the
    // default, as a build that was started in the background has it that SIGINT is ignored
    String command =
        "exec env --default-signal=INT bash ./seseragi chat --ignore-eos --temp 2 --top-k 0 --top-p 1 --min-p 0 --seed 7 -n "
            + tokens;
    ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null");
    builder.environment().put("SESERAGI_NO_BUILD", "1");
    builder.environment().put("TERM", "xterm");
    builder.environment().put("NO_COLOR", "1");
    chat = builder.redirectErrorStream(true).start();
    // a read from a process cannot be interrupted, only ended
    CompletableFuture.delayedExecutor(5, TimeUnit.MINUTES).execute(chat::destroyForcibly);
    screen = new Screen(chat.getInputStream());
    screen.await("Ctrl-D leaves.");
    screen.await(READS);
  }

  @AfterEach
  void stop() {
    chat.descendants().forEach(ProcessHandle::destroyForcibly);
    chat.destroyForcibly();
  }

  @Test
  void ctrlCStopsAnAnswerAndCtrlDLeaves() throws Exception {
    start(900);
    int whole = ask("hello", "");
    int attempts = 0;
    while (ask("/regenerate", CTRL_C) >= whole) { // it was written before the key arrived
      assertTrue(++attempts < ATTEMPTS, () -> "Ctrl-C stopped no answer: " + screen.shown);
    }
    type(CTRL_D);
    assertEquals(0, chat.waitFor(), () -> "" + screen.shown);
  }

  /** Characters of the answer; {@code keys} are pressed as soon as the first of it are there. */
  private int ask(String message, String keys) throws IOException {
    type(message + "\r");
    screen.await(HAS_READ);
    int begin = screen.seen;
    screen.awaitCharacters(20);
    type(keys);
    screen.await(READS);
    return Screen.visible(screen.shown.substring(begin, screen.seen)).length();
  }

  /** Characters of the answer, which may have been stopped before its first. */
  private int answer(String message) throws IOException {
    type(message + "\r");
    screen.await(HAS_READ);
    int begin = screen.seen;
    screen.await(READS);
    return Screen.visible(screen.shown.substring(begin, screen.seen)).length();
  }

  @Test
  void interruptsAtAnyMomentNeverEndTheConsole() throws Exception {
    start(30);
    ProcessHandle program =
        chat.descendants()
            .filter(process -> process.info().command().orElse("").endsWith("/java"))
            .findFirst()
            .orElseThrow();
    Process interrupts = interrupt(program, 1000);
    while (interrupts.isAlive()) {
      type("hello\r/clear\r");
      screen.read();
    }
    assertEquals(0, interrupts.waitFor(), "the console was there for each of them");
    // after what was typed before, as far as the interrupts left it
    try (Typist _ = new Typist("\r/clear\r/behind\r")) {
      screen.await("There is no /behind");
    }
    screen.await(READS);
    int attempts = 0;
    while (answer("hello") < 20) { // the JVM was late with an interrupt, which stopped the answer
      assertTrue(++attempts < ATTEMPTS, () -> "no answer: " + screen.shown);
    }
    try (Typist _ = new Typist("\r/exit\r")) {
      assertEquals(0, chat.waitFor(), () -> "" + screen.shown);
    }
  }

  /** Types until it is closed, for an interrupt that the JVM was late with drops a line. */
  private final class Typist implements AutoCloseable {
    private final Thread thread;

    Typist(String keys) {
      thread = Thread.ofVirtual().start(() -> typeAgainAndAgain(keys));
    }

    private void typeAgainAndAgain(String keys) {
      try {
        while (true) {
          type(keys);
          Thread.sleep(Duration.ofSeconds(5));
        }
      } catch (IOException | InterruptedException _) {
        // the console has ended, or the test goes on
      }
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }

  private static Process interrupt(ProcessHandle program, int times) throws IOException {
    return new ProcessBuilder(
            "bash",
            "-c",
            "for i in {1..%d}; do kill -INT %d 2>/dev/null || exit 1; done"
                .formatted(times, program.pid()))
        .start();
  }

  private void type(String keys) throws IOException {
    OutputStream in = chat.getOutputStream();
    in.write(keys.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** What came out; waits for text behind what was waited for before. */
  private static final class Screen {
    private static final Pattern CONTROLS =
        Pattern.compile("\u001b\\[[0-9;?]*[a-zA-Z]|\u001b[=>]|\\p{Cntrl}");

    private final StringBuilder shown = new StringBuilder();
    private final Reader out;
    private int seen;

    Screen(InputStream out) {
      this.out = new InputStreamReader(out, StandardCharsets.UTF_8);
    }

    static String visible(String text) {
      return CONTROLS.matcher(text).replaceAll("");
    }

    void await(String text) throws IOException {
      while (shown.indexOf(text, seen) < 0) {
        read();
      }
      seen = shown.indexOf(text, seen) + text.length();
    }

    void awaitCharacters(int count) throws IOException {
      while (visible(shown.substring(seen)).length() < count) {
        read();
      }
    }

    private void read() throws IOException {
      char[] buffer = new char[4096];
      int count = out.read(buffer);
      assertTrue(count >= 0, () -> "the console ended: " + shown);
      shown.append(buffer, 0, count);
    }
  }
}
