package seseragi.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import seseragi.engine.chat.ChatInput;
import seseragi.engine.chat.ChatMessage;
import seseragi.engine.chat.ChatPrompt;
import seseragi.engine.chat.ChatRefusedException;
import seseragi.engine.chat.ChatTemplateException;
import seseragi.engine.chat.NoChatTemplateException;
import seseragi.engine.chat.TemplateSources;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.engine.tokenizer.Tokenizers;
import tools.jackson.core.JacksonException;

/** Shows what a model's template makes of messages. Reads no weights. */
@Command(
    name = "template",
    description = "Show the prompt that a model's chat template makes of messages.",
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "The file has a list of messages, as [{\"role\": \"user\", \"content\": \"hi\"}], or an"
          + " object",
      "with messages and, if wanted, tools, documents, add_generation_prompt,"
          + " chat_template_kwargs."
    })
final class TemplateCommand implements Callable<Integer> {
  private static final int MOST_TOKENS = 1 << 24;
  private static final int MOST_BYTES = 64 << 20;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "A GGUF file (default: the built-in guide).")
  Path model;

  @Option(
      names = "--messages",
      required = true,
      paramLabel = "FILE",
      description = "JSON file with the messages; - for standard input.")
  String messages;

  @Mixin ChatTemplateOptions template;

  @Option(
      names = "--json",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Text and tokens, for programs.")
  boolean json;

  @Mixin CommonOptions common;

  private final Io io;

  TemplateCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() throws IOException {
    ChatInput input = input(read());
    try (GgufFile file = GgufFile.open(ModelSource.of(model).file())) {
      Tokenizer tokenizer = Tokenizers.of(file.metadata());
      TemplateSources sources = template.sources(file, file.path());
      ChatPrompt prompt = template.compile(sources, MOST_TOKENS).prompt(input, tokenizer);
      if (json) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("prompt", prompt.text());
        facts.put("tokens", prompt.tokens());
        io.out().println(Json.line(facts));
      } else {
        io.out().println(prompt.text());
      }
    } catch (NoChatTemplateException | ChatRefusedException | ChatTemplateException e) {
      throw new CommandException(e.getMessage(), e);
    }
    return Commands.DONE;
  }

  private String read() throws IOException {
    if (messages.equals("-")) {
      return Input.text(io, List.of("-"));
    }
    Path file = Path.of(messages);
    if (Files.size(file) > MOST_BYTES) {
      throw new CommandException("%s is longer than %d MiB".formatted(file, MOST_BYTES >> 20));
    }
    return Files.readString(file);
  }

  private ChatInput input(String text) {
    Object root;
    try {
      root = Json.read(text);
    } catch (JacksonException e) {
      throw new CommandException(
          "%s is no JSON: %s".formatted(messages, e.getOriginalMessage()), e);
    }
    Map<String, Object> fields =
        root instanceof List ? Map.of("messages", root) : map(root, "the file");
    return new ChatInput(
        list(fields.get("messages"), "messages").stream().map(TemplateCommand::message).toList(),
        Optional.ofNullable(fields.get("tools")).map(tools -> list(tools, "tools")),
        Optional.ofNullable(fields.get("documents")).map(all -> list(all, "documents")),
        !Boolean.FALSE.equals(fields.get("add_generation_prompt")),
        Optional.ofNullable(fields.get("chat_template_kwargs"))
            .map(values -> map(values, "chat_template_kwargs"))
            .orElse(Map.of()));
  }

  private static ChatMessage message(Map<String, Object> fields) {
    try {
      return new ChatMessage(fields);
    } catch (IllegalArgumentException e) {
      throw new CommandException("a message is malformed: " + e.getMessage(), e);
    }
  }

  private static List<Map<String, Object>> list(Object value, String name) {
    if (!(value instanceof List<?> items)) {
      throw new CommandException(name + " is no list of objects");
    }
    List<Map<String, Object>> list = new ArrayList<>();
    items.forEach(item -> list.add(map(item, "an element of " + name)));
    return list;
  }

  private static Map<String, Object> map(Object value, String name) {
    if (!(value instanceof Map<?, ?> object)) {
      throw new CommandException(name + " is no JSON object");
    }
    Map<String, Object> map = new LinkedHashMap<>();
    object.forEach((key, member) -> map.put(key.toString(), member));
    return map;
  }
}
