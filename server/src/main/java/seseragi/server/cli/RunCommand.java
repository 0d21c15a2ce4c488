package seseragi.server.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import seseragi.engine.Engine;
import seseragi.engine.GenerationFailedException;
import seseragi.engine.TextStream;

/** One answer on standard output, as it comes. */
@Command(
    name = "run",
    description = "Answer one prompt, from the arguments or from standard input.",
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  seseragi run \"What is streaming?\"",
      "  echo hi | seseragi run -m model.gguf --temp 0"
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "PROMPT",
      arity = "0..*",
      description = "The prompt; without it, or for -, standard input.")
  List<String> words = List.of();

  @Option(names = "--system", paramLabel = "TEXT", description = "Instructions before the prompt.")
  String system = "";

  @Option(
      names = "--raw",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Continue the text without the model's chat template; always so for a model that has"
              + " none.")
  boolean raw;

  @Option(
      names = "--json",
      fallbackValue = "true",
      defaultValue = "false",
      description = "The whole answer at its end, with why it ended and what it took.")
  boolean json;

  @Mixin SamplingOptions sampling;
  @Mixin ModelOptions model;
  @Mixin CommonOptions common;

  private final Io io;

  RunCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() {
    LogSetup.apply(LogSetup.Format.TEXT, LogSetup.Level.WARNING, io.err());
    String prompt = Input.withoutLastLineBreak(Input.text(io, words));
    if (prompt.isEmpty()) {
      throw new CommandException("the prompt is empty; give a text as an argument, or pipe one in");
    }
    ModelSource source = ModelSource.of(model.model);
    try (Engine engine = EngineLoading.open(io, source, model.engineOptions());
        TextStream answer = engine.generate(sampling.request(tokens(engine, prompt)))) {
      if (json) {
        io.out().println(Json.line(facts(engine, source, answer)));
      } else {
        stream(answer);
      }
    } catch (GenerationFailedException e) {
      throw new CommandException(e.getMessage(), e);
    }
    return Commands.DONE;
  }

  private int[] tokens(Engine engine, String prompt) {
    TemplatePrompts prompts = TemplatePrompts.of(engine, model.template);
    if (raw || !prompts.available()) {
      return engine.tokenizer().encode(system + prompt, true, false);
    }
    Conversation conversation = new Conversation(system);
    conversation.ask(prompt);
    return prompts.prompt(conversation.chat()).tokens();
  }

  private void stream(TextStream answer) {
    boolean terminal = io.outputIsTerminal();
    for (String piece : answer) {
      io.out().print(terminal ? Printable.stream(piece) : piece);
      if (io.out().checkError()) {
        return; // nobody reads any more, as after 'head'
      }
    }
    io.out().println();
  }

  private static Map<String, Object> facts(Engine engine, ModelSource source, TextStream answer) {
    String text = answer.text();
    Map<String, Object> usage = new LinkedHashMap<>();
    usage.put("prompt_tokens", answer.usage().promptTokens());
    usage.put("completion_tokens", answer.usage().completionTokens());
    usage.put("total_tokens", answer.usage().totalTokens());
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", source.builtIn() ? ModelSource.GUIDE : engine.model().name());
    facts.put("text", text);
    facts.put("finish_reason", answer.finishReason().name().toLowerCase(Locale.ROOT));
    facts.put("usage", usage);
    return facts;
  }
}
