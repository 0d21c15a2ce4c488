package seseragi.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import seseragi.server.Version;

/** Which version runs on what. */
@Command(name = "version", description = "Show the version of Seseragi and of the JVM.")
final class VersionCommand implements Runnable {
  @Mixin CommonOptions common;

  @Option(
      names = "--json",
      fallbackValue = "true",
      defaultValue = "false",
      description = "For programs.")
  boolean json;

  private final Io io;

  VersionCommand(Io io) {
    this.io = io;
  }

  @Override
  public void run() {
    if (json) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("version", Version.current());
      facts.put("java", Runtime.version().toString());
      facts.put("vm", System.getProperty("java.vm.name"));
      facts.put("os", System.getProperty("os.name"));
      facts.put("arch", System.getProperty("os.arch"));
      facts.put("processors", Runtime.getRuntime().availableProcessors());
      io.out().println(Json.line(facts));
    } else {
      io.out().println(text());
    }
  }

  private static String text() {
    return "Seseragi %s (%s %s, %s %s)"
        .formatted(
            Version.current(),
            System.getProperty("java.vm.name"),
            Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"));
  }

  /** For {@code --version}. */
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {text()};
    }
  }
}
