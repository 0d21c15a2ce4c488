package seseragi.server.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = "--verbose",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Show where an error came from.")
  boolean verbose;
}
