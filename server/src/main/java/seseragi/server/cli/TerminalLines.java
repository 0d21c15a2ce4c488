package seseragi.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
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

  TerminalLines(Terminal terminal, boolean colours) {
    this.terminal = terminal;
    this.colours = colours;
    terminal.handle(Signal.INT, SignalHandler.SIG_IGN); // between reading and answering
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

  /** The terminal that this process was started in. */
  static TerminalLines open(Io io) {
    try {
      Terminal terminal = TerminalBuilder.builder().system(true).provider("ffm").dumb(true).build();
      if (terminal.getColumns() <= 0) {
        terminal.setSize(Size.of(USUAL_COLUMNS, USUAL_ROWS)); // a pseudo terminal without a size
      }
      return new TerminalLines(terminal, io.colours());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<String> next() {
    while (true) {
      try {
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
      work.run();
    } finally {
      terminal.handle(Signal.INT, before);
    }
  }

  @Override
  public void close() {
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

  private record Whole(String line, int cursor) implements ParsedLine {
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
  }
}
