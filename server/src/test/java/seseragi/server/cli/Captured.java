package seseragi.server.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jline.terminal.spi.SystemStream;

/** Runs commands in this JVM and keeps what they say. */
final class Captured {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();
  private final Set<SystemStream> terminals = EnumSet.noneOf(SystemStream.class);
  private String input = "";

  Captured with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Captured reading(String text) {
    input = text;
    return this;
  }

  Captured atTerminal(SystemStream... streams) {
    terminals.addAll(Set.of(streams));
    return this;
  }

  Io io() {
    return new Io(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        environment,
        terminals::contains);
  }

  /** The exit code. */
  int run(String... arguments) {
    return Commands.execute(io(), arguments);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
