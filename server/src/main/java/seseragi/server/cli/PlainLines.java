package seseragi.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Without a terminal: each line of standard input is a message, answers go to standard output. */
final class PlainLines implements Lines {
  private final Io io;
  private final BufferedReader reader;

  PlainLines(Io io) {
    this.io = io;
    this.reader = new BufferedReader(new InputStreamReader(io.in(), StandardCharsets.UTF_8));
  }

  @Override
  public Optional<String> next() {
    try {
      return Optional.ofNullable(reader.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void print(String text) {
    io.out().print(text);
    io.out().flush();
  }

  @Override
  public void say(String sentence) {
    io.err().println(sentence);
  }

  @Override
  public void interruptible(Runnable work, Runnable interrupt) {
    work.run(); // Ctrl-C ends the program, as that of any filter
  }

  @Override
  public void close() {
    // standard input is not ours
  }
}
