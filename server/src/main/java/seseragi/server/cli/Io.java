package seseragi.server.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.Predicate;
import org.jline.terminal.impl.ffm.FfmTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/**
 * What a command reads from and writes to. Results go to {@code out}, everything said to a person
 * goes to {@code err}.
 *
 * @param in standard input
 * @param out standard output, UTF-8
 * @param err standard error, UTF-8
 * @param environment variables of the process
 * @param terminals tells whether a stream is a terminal
 */
record Io(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Predicate<SystemStream> terminals) {

  Io {
    environment = Map.copyOf(environment);
  }

  /** Those of this process. */
  static Io ofProcess() {
    return new Io(System.in, System.out, System.err, System.getenv(), Io::isTerminal);
  }

  boolean inputIsTerminal() {
    return terminals.test(SystemStream.Input);
  }

  boolean outputIsTerminal() {
    return terminals.test(SystemStream.Output);
  }

  /** Whether moving pictures are welcome: a terminal, and not one that can only print. */
  boolean animates() {
    return terminals.test(SystemStream.Error) && !"dumb".equals(environment.get("TERM"));
  }

  /** Whether colours are welcome ({@code NO_COLOR}: no-color.org). */
  boolean colours() {
    return environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** Whether the trace of an error is wanted ({@code SESERAGI_DEBUG}). */
  boolean debugs() {
    String value = environment.getOrDefault("SESERAGI_DEBUG", "");
    return !value.isEmpty() && !value.equals("0") && !value.equals("false");
  }

  private static boolean isTerminal(SystemStream stream) {
    return new FfmTerminalProvider().isSystemStream(stream);
  }
}
