package seseragi.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import seseragi.server.ServerOptions;
import seseragi.server.http.HttpOptions;
import seseragi.server.http.HttpOptions.Access;
import seseragi.server.openai.RequestLimits;

/** Where the server listens, whom it answers, what it says of itself. */
final class ServerFlags {
  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "Address to listen on; 0.0.0.0 lets other machines in (default: ${DEFAULT-VALUE}).")
  String host = HttpOptions.DEFAULTS.host();

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "Port to listen on; 0 for any free one (default: ${DEFAULT-VALUE}).")
  int port = HttpOptions.DEFAULTS.port();

  @Option(
      names = {"-a", "--alias", "--served-model-name"},
      split = ",",
      paramLabel = "NAME",
      description = "Names under which the model is served; the first is shown in answers.")
  List<String> names = List.of();

  @Option(
      names = "--api-key",
      split = ",",
      paramLabel = "KEY",
      description = "Answer only who sends this key (better: --api-key-file, as ps shows this).")
  List<String> apiKeys = List.of();

  @Option(names = "--api-key-file", paramLabel = "FILE", description = "File with one key a line.")
  Path apiKeyFile;

  @Option(
      names = {"--cors-origins", "--allowed-origins"},
      split = ",",
      paramLabel = "ORIGIN",
      description =
          "Web pages elsewhere that browsers may call from, as https://chat.example.org, or *"
              + " (default: none).")
  List<String> origins = List.of();

  @Option(
      names = "--allowed-hosts",
      split = ",",
      paramLabel = "NAME",
      description =
          "Names in the Host header besides localhost and the address, or * (default: none).")
  List<String> hosts = List.of();

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "text or json (default: text).")
  LogSetup.Format logFormat = LogSetup.Format.TEXT;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "error, warning, info or debug (default: info).")
  LogSetup.Level logLevel = LogSetup.Level.INFO;

  @Option(
      names = "--shutdown-timeout",
      paramLabel = "TIME",
      description =
          "How long answers may go on after SIGTERM or Ctrl-C, as 30, 500ms or 2m (default: 25 s,"
              + " below the 30 s after which Kubernetes kills).")
  Duration shutdownTimeout = Duration.ofSeconds(25);

  /**
   * For the server.
   *
   * @param name of the model where no alias is given
   */
  ServerOptions serverOptions(List<String> name) {
    HttpOptions defaults = HttpOptions.DEFAULTS;
    return new ServerOptions(
        new HttpOptions(
            host,
            port,
            new Access(hosts, origins, keys()),
            defaults.limits(),
            defaults.timeouts(),
            accessLog(),
            defaults.clearTextHttp2()),
        RequestLimits.DEFAULTS,
        names.isEmpty() ? name : names);
  }

  private HttpOptions.LogFormat accessLog() {
    if (logLevel.isQuieterThan(LogSetup.Level.INFO)) {
      return HttpOptions.LogFormat.OFF;
    }
    return switch (logFormat) {
      case TEXT -> HttpOptions.LogFormat.TEXT;
      case JSON -> HttpOptions.LogFormat.JSON;
    };
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>(apiKeys);
    if (apiKeyFile != null) {
      try {
        Files.readAllLines(apiKeyFile).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .forEach(keys::add);
      } catch (IOException e) {
        throw new CommandException("--api-key-file " + apiKeyFile + " cannot be read", e);
      }
      if (keys.isEmpty()) {
        throw new CommandException("--api-key-file " + apiKeyFile + " has no key in it");
      }
    }
    return keys;
  }
}
