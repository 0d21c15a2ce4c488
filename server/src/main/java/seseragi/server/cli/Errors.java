package seseragi.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import seseragi.engine.EngineBusyException;
import seseragi.engine.chat.PromptTooLongException;
import seseragi.engine.gguf.ModelFormatException;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.server.ServerStartException;
import seseragi.server.serving.ChatRefusedException;

/** Says what went wrong: one sentence on standard error, a trace only where it was asked for. */
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Io io;
  private final EnvironmentDefaults variables;

  Errors(Io io, EnvironmentDefaults variables) {
    this.io = io;
    this.variables = variables;
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    say(command, fromVariable(e, List.of(arguments)).orElse(e.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
      command.getErr().printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    }
    trace(e);
    return Commands.NOT_UNDERSTOOD;
  }

  /** The message for a bad value that came from a variable, which it names. */
  private Optional<String> fromVariable(ParameterException e, List<String> arguments) {
    if (!(e.getArgSpec() instanceof OptionSpec option) || e.getValue() == null) {
      return Optional.empty();
    }
    boolean onCommandLine =
        arguments.stream()
            .anyMatch(a -> List.of(option.names()).contains(a.replaceFirst("=.*", "")));
    return onCommandLine
        ? Optional.empty()
        : variables.variable(option).map(name -> "variable " + name + ": " + e.getMessage());
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof InvalidParameterException invalid) {
      return invalidParameter(invalid, command);
    }
    say(command, message(e));
    if (command.getParseResult().hasMatchedOption("--verbose")) {
      e.printStackTrace(io.err());
    } else {
      trace(e);
    }
    return Commands.FAILED;
  }

  private int invalidParameter(InvalidParameterException e, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    String name = "--" + e.parameter().replace('_', '-');
    OptionSpec option = spec.optionsMap().get(name);
    if (option == null) {
      say(command, e.getMessage());
      return Commands.FAILED;
    }
    boolean given = command.getParseResult().hasMatchedOption(option);
    String origin =
        given ? "" : variables.variable(option).map(v -> " (from " + v + ")").orElse("");
    say(command, name + e.getMessage().substring(e.parameter().length()) + origin);
    return Commands.NOT_UNDERSTOOD;
  }

  private static String message(Exception e) {
    return switch (e) {
      case CommandException c -> c.getMessage();
      case ModelFormatException m -> m.getMessage();
      case ServerStartException s -> s.getMessage();
      case EngineBusyException b -> b.getMessage();
      case ChatRefusedException r -> r.getMessage();
      case PromptTooLongException p -> p.getMessage();
      case UncheckedIOException u -> ioMessage(u.getCause());
      case IOException i -> ioMessage(i);
      default -> "internal error: " + e + " (SESERAGI_DEBUG=1 shows where; please report it)";
    };
  }

  private static String ioMessage(IOException e) {
    return switch (e) {
      case NoSuchFileException n -> "there is no file " + n.getFile();
      case AccessDeniedException a -> "file " + a.getFile() + " may not be read";
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  private static void say(CommandLine command, String sentence) {
    command.getErr().printf("%s: %s%n", command.getCommandSpec().qualifiedName(), sentence);
  }

  private void trace(Exception e) {
    if (io.debugs()) {
      e.printStackTrace(io.err());
    }
  }
}
