package seseragi.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/**
 * A terminal: lines can be edited and recalled (in memory only), a paste of several lines is one
 * message, and so is a line that ends in a backslash with the next one.
 */
final class TerminalLines implements Lines {
  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_ROWS = 24;

  private final Terminal terminal;
  private final LineReader reader;
  private final String prompt;
  private final boolean colours;
  private volatile boolean pressed; // Ctrl-C, since a line was read
  private volatile boolean closed;

  TerminalLines(Terminal terminal, boolean colours) {
    this.terminal = terminal;
    this.colours = colours;
    terminal.handle(Signal.INT, signal -> pressed = true); // between reading and answering
    this.prompt = colours ? "\u001b[1;36m> \u001b[0m" : "> ";
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(new WholeText())
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.INSERT_TAB, true)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, ". ")
            .build();
  }

  /**
   * The terminal that this process was started in. From now on Ctrl-C does not end the process any
   * more, nor after {@link #close}, when it is about to end anyway.
   */
  static TerminalLines open(Io io) {
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .provider("ffm")
              .nativeSignals(false)
              .dumb(true)
              .build();
      if (terminal.getColumns() <= 0) {
        terminal.setSize(Size.of(USUAL_COLUMNS, USUAL_ROWS)); // a pseudo terminal without a size
      }
      TerminalLines lines = new TerminalLines(terminal, io.colours());
      lines.listen();
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Takes the signals of the process, once. JLine would do it too, but each time that it changes a
   * handler it puts back the one of the JVM for a moment, and a Ctrl-C in that moment ends the
   * process.
   */
  private void listen() {
    for (Signal signal : List.of(Signal.INT, Signal.WINCH, Signal.CONT)) {
      Signals.register(
          signal.name(),
          () -> {
            if (!closed) {
              terminal.raise(signal);
            }
          });
    }
  }

  @Override
  public Optional<String> next() {
    while (true) {
      try {
        pressed = false;
        return Optional.of(reader.readLine(prompt));
      } catch (UserInterruptException e) {
        if (e.getPartialLine().isBlank()) {
          say("Ctrl-D or /exit ends the conversation.");
        }
      } catch (EndOfFileException e) {
        return Optional.empty();
      }
    }
  }

  @Override
  public void print(String text) {
    terminal.writer().print(Printable.stream(text));
    terminal.flush();
  }

  @Override
  public void say(String sentence) {
    terminal.writer().println(colours ? "\u001b[2m" + sentence + "\u001b[0m" : sentence);
    terminal.flush();
  }

  @Override
  public void interruptible(Runnable work, Runnable interrupt) {
    SignalHandler before = terminal.handle(Signal.INT, signal -> interrupt.run());
    try {
      if (pressed) { // when the line was read and nobody listened yet
        interrupt.run();
      }
      await(work, interrupt);
    } finally {
      terminal.handle(Signal.INT, before);
    }
  }

  /**
   * Runs {@code work} on a thread of its own: JLine tells of a Ctrl-C by interrupting this one, and
   * may do so after the line was read.
   */
  private static void await(Runnable work, Runnable interrupt) {
    CompletableFuture<Void> done = CompletableFuture.runAsync(work, Thread.ofVirtual()::start);
    while (true) {
      try {
        done.get();
        return;
      } catch (InterruptedException _) {
        interrupt.run();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      terminal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes a text as it is: no quotes, no words, only a backslash at the end asks for more. */
  private static final class WholeText implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      if (context == ParseContext.ACCEPT_LINE && line.endsWith("\\")) {
        throw new EOFError(-1, -1, "a line that ends in a backslash goes on");
      }
      return new Whole(line, cursor);
    }
  }

  private record Whole(String line, int cursor) implements CompletingParsedLine {
    @Override
    public String word() {
      return line;
    }

    @Override
    public int wordCursor() {
      return cursor;
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(line);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return cursor;
    }

    @Override
    public int rawWordLength() {
      return line.length();
    }
  }
}
