package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import seseragi.engine.chat.ChatPrompt;
import seseragi.server.serving.ChatPrompts;

/** The console at a terminal that a test types on, and without one. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ConsoleTest {
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";
  private static final String PASTE_BEGIN = "\u001b[200~";
  private static final String PASTE_END = "\u001b[201~";

  private final TypingEngine engine = new TypingEngine();
  private final Screen screen = new Screen();
  private LineDisciplineTerminal terminal;
  private Thread console;

  @BeforeEach
  void start() throws IOException {
    terminal = new LineDisciplineTerminal("test", "xterm", screen, StandardCharsets.UTF_8);
    TerminalLines lines = new TerminalLines(terminal, false);
    console =
        Thread.ofPlatform()
            .daemon()
            .start(() -> new Console(lines, engine, PROMPTS, new SamplingOptions(), "sys").run());
  }

  /** Messages separated by bars. */
  private static final ChatPrompts PROMPTS =
      chat -> {
        String text =
            chat.messages().stream()
                .map(message -> message.role().charAt(0) + ":" + message.text().orElseThrow())
                .collect(Collectors.joining("|"));
        return new ChatPrompt(text.codePoints().toArray(), text);
      };

  @AfterEach
  void stop() throws Exception {
    terminal.close();
    assertTrue(console.join(Duration.ofSeconds(30)), "the console did not end with its terminal");
  }

  @Test
  void aQuestionIsAnsweredAndTheNextOneKnowsIt() throws Exception {
    type("hello\r");
    screen.await("answer 1");
    type("again\r");
    screen.await("answer 2");
    assertEquals("s:sys|u:hello", engine.prompts.get(0));
    assertEquals("s:sys|u:hello|a:answer 1\u001b[31m.|u:again", engine.prompts.get(1));
  }

  @Test
  void ctrlCStopsTheAnswerAndOnlyTheAnswer() throws Exception {
    type("endless\r");
    screen.await("answer 1");
    type(CTRL_C);
    type("next\r");
    screen.await("answer 2");
    assertEquals(1, engine.cancelled.get());
    assertEquals("s:sys|u:endless|a:answer 1\u001b[31m.|u:next", engine.prompts.get(1));
    assertFalse(screen.text().contains("too late"), screen.text());
  }

  @Test
  void ctrlCAtThePromptDropsTheLineAndCtrlDLeaves() throws Exception {
    screen.await("> "); // from now on the reader hears Ctrl-C
    type("half a li");
    screen.await("half a li");
    int before = screen.text().length();
    type(CTRL_C);
    screen.awaitBehind(before, "> ");
    type("whole\r");
    screen.await("answer 1");
    assertEquals("s:sys|u:whole", engine.prompts.get(0));
    type(CTRL_D);
    console.join();
  }

  @Test
  void exitLeaves() throws Exception {
    type("/exit\r");
    console.join();
    assertTrue(engine.prompts.isEmpty());
  }

  @Test
  void aPasteOfSeveralLinesIsOneMessage() throws Exception {
    type(PASTE_BEGIN + "one\rtwo 'quoted\r!three" + PASTE_END);
    type("\r");
    screen.await("answer 1");
    assertEquals("s:sys|u:one\ntwo 'quoted\n!three", engine.prompts.get(0));
  }

  @Test
  void aLineThatEndsInABackslashGoesOn() throws Exception {
    type("one\\\rtwo\r");
    screen.await("answer 1");
    assertEquals("s:sys|u:one\ntwo", engine.prompts.get(0));
  }

  @Test
  void regenerateAsksTheSameAgainAndClearForgets() throws Exception {
    type("hello\r");
    screen.await("answer 1");
    type("/regenerate\r");
    screen.await("answer 2");
    assertEquals(engine.prompts.get(0), engine.prompts.get(1));
    type("/clear\r");
    screen.await("forgotten");
    type("/regenerate\r");
    screen.await("nothing to answer");
    type("new\r");
    screen.await("answer 3");
    assertEquals("s:sys|u:new", engine.prompts.get(2));
  }

  @Test
  void anUnknownCommandIsNotAQuestionButAPathIs() throws Exception {
    type("/frobnicate\r");
    screen.await("There is no /frobnicate");
    type("/etc/hosts: what is it?\r");
    screen.await("answer 1");
    assertEquals("s:sys|u:/etc/hosts: what is it?", engine.prompts.get(0));
  }

  @Test
  void aRefusedQuestionIsTakenBack() throws Exception {
    type("too long\r");
    screen.await("expected at most 8");
    type("short\r");
    screen.await("answer 1");
    assertEquals("s:sys|u:short", engine.prompts.get(0));
  }

  @Test
  void whatTheModelWritesCannotControlTheTerminal() throws Exception {
    type("hello\r");
    screen.await("answer 1[31m.");
    assertFalse(screen.text().contains("1\u001b[31m"));
  }

  @Test
  void withoutATerminalEachLineIsAMessageAndOnlyAnswersAreOutput() {
    Captured run = new Captured().reading("hello\n\n/help\nagain");
    try (Lines lines = new PlainLines(run.io())) {
      new Console(lines, engine, PROMPTS, new SamplingOptions(), "").run();
    }
    assertEquals(
        "answer 1\u001b[31m."
            + System.lineSeparator()
            + "answer 2\u001b[31m."
            + System.lineSeparator(),
        run.out());
    assertTrue(run.err().contains("/regenerate"), run.err());
  }

  private void type(String keys) throws IOException {
    terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
  }

  /** What the terminal shows. */
  private static final class Screen extends ByteArrayOutputStream {
    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      notifyAll();
    }

    @Override
    public synchronized void write(int value) {
      super.write(value);
      notifyAll();
    }

    synchronized String text() {
      return toString(StandardCharsets.UTF_8);
    }

    void await(String expected) throws InterruptedException {
      awaitBehind(0, expected);
    }

    synchronized void awaitBehind(int position, String expected) throws InterruptedException {
      while (text().indexOf(expected, position) < 0) {
        wait();
      }
    }
  }
}
