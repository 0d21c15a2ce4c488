package seseragi.server.cli;

import picocli.CommandLine.Command;

/** Measurements; without a word of what, those of the engine. */
@Command(
    name = "bench",
    description = "Measure how fast a model runs here; alone the same as 'bench engine'.",
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {"", "Example: seseragi bench engine -p 128 -n 32 -b 1,4,16"})
final class BenchCommand extends BenchEngineCommand {
  BenchCommand(Io io) {
    super(io);
  }
}
