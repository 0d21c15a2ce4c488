package seseragi.server.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import seseragi.kernels.KvType;
import seseragi.server.cli.HumanNumber.ByteSize;

/** All commands, wired. */
final class Commands {
  /** Exit codes. */
  static final int DONE = 0;

  static final int FAILED = 1;
  static final int NOT_UNDERSTOOD = 2;

  private static final int HELP_WIDTH = 100;

  private Commands() {}

  /**
   * Runs what the arguments ask for. Never throws for what a user can do; returns the exit code.
   */
  static int execute(Io io, String... arguments) {
    CommandLine line = commandLine(io);
    int code;
    try {
      code = line.execute(arguments);
    } catch (OutOfMemoryError e) {
      io.err()
          .printf(
              "seseragi: not enough memory (%s); try a smaller --ctx-size or --kv-cache-size, or a"
                  + " smaller model%n",
              e.getMessage());
      code = FAILED;
    }
    line.getOut().flush();
    line.getErr().flush();
    io.out().flush();
    return code;
  }

  /** The tree of commands with converters, variables and error messages. */
  static CommandLine commandLine(Io io) {
    CommandLine root = new CommandLine(new SeseragiCommand());
    root.addSubcommand(new ServeCommand(io))
        .addSubcommand(new ChatCommand(io))
        .addSubcommand(new RunCommand(io))
        .addSubcommand(new InspectCommand(io))
        .addSubcommand(new TokenizeCommand(io))
        .addSubcommand(new TemplateCommand(io))
        .addSubcommand(
            new CommandLine(new BenchCommand(io)).addSubcommand(new BenchEngineCommand(io)))
        .addSubcommand(new DoctorCommand(io))
        .addSubcommand(new VersionCommand(io))
        .addSubcommand(new CompletionCommand(io))
        .addSubcommand(new CommandLine.HelpCommand());
    EnvironmentDefaults variables = new EnvironmentDefaults(io.environment());
    Errors errors = new Errors(io, variables);
    root.setDefaultValueProvider(variables)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setUsageHelpWidth(HELP_WIDTH)
        .setOut(new PrintWriter(io.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(io.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            Help.defaultColorScheme(io.colours() && io.outputIsTerminal() ? Ansi.ON : Ansi.OFF));
    return withConverters(root);
  }

  private static CommandLine withConverters(CommandLine root) {
    return root.registerConverter(int.class, HumanNumber::toInt)
        .registerConverter(Integer.class, HumanNumber::toInt)
        .registerConverter(long.class, HumanNumber::toLong)
        .registerConverter(Long.class, HumanNumber::toLong)
        .registerConverter(ByteSize.class, HumanNumber::toBytes)
        .registerConverter(Duration.class, HumanNumber::toDuration)
        .registerConverter(KvType.class, Commands::kvType);
  }

  private static KvType kvType(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "f16", "auto" -> KvType.F16;
      case "f32" -> KvType.F32;
      case "q8_0" -> KvType.Q8_0;
      default ->
          throw new CommandLine.TypeConversionException("'" + text + "' is not f16, f32 or q8_0");
    };
  }
}
