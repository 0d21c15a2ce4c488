package seseragi.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import seseragi.engine.Engine;

/** A conversation in the terminal, with an engine of its own. */
@Command(
    name = "chat",
    description = "Talk with a model in the terminal.",
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "In the conversation: /regenerate, /clear, /exit, /help; Ctrl-C stops an answer.",
      "Without a terminal each line of standard input is a message."
    })
final class ChatCommand implements Callable<Integer> {
  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "Instructions before the conversation.")
  String system = "";

  @Mixin SamplingOptions sampling;
  @Mixin ModelOptions model;
  @Mixin CommonOptions common;

  private final Io io;

  ChatCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() {
    LogSetup.apply(LogSetup.Format.TEXT, LogSetup.Level.WARNING, io.err());
    ModelSource source = ModelSource.of(model.model);
    try (Engine engine = EngineLoading.open(io, source, model.engineOptions());
        Lines lines =
            io.inputIsTerminal() && io.outputIsTerminal()
                ? TerminalLines.open(io)
                : new PlainLines(io)) {
      TemplatePrompts prompts = TemplatePrompts.of(engine, model.template);
      if (!prompts.available()) {
        throw new CommandException(
            "this model has no chat template, so it cannot chat; try 'seseragi run', or give a"
                + " template with --chat-template FILE");
      }
      if (io.inputIsTerminal()) {
        lines.say(greeting(source, engine));
      }
      new Console(lines, engine, prompts, sampling, system).run();
    }
    return Commands.DONE;
  }

  private static String greeting(ModelSource source, Engine engine) {
    String name = source.builtIn() ? ModelSource.GUIDE : Printable.line(engine.model().name());
    String note = source.note().isEmpty() ? "" : " (" + source.note() + ")";
    return name + note + ". /help lists commands, Ctrl-D leaves.";
  }
}
