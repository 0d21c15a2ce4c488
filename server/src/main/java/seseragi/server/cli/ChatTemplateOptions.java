package seseragi.server.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import seseragi.engine.chat.ChatOptions;
import seseragi.engine.chat.ChatTemplateException;
import seseragi.engine.chat.ChatTemplates;
import seseragi.engine.chat.TemplateSources;
import seseragi.engine.gguf.GgufFile;

/** Which chat template makes the prompts. */
final class ChatTemplateOptions {
  @Option(
      names = "--chat-template",
      paramLabel = "FILE|NAME",
      description =
          "Another chat template: a file with Jinja text, or the name of one inside the model.")
  String fileOrName;

  @Option(
      names = "--template-extensions",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Allow templates what llama.cpp allows beyond Jinja: append and pop on lists that they"
              + " made, and the filter from_json.")
  boolean extensions;

  /** The Jinja texts for a model file; empty for a base model. */
  TemplateSources sources(GgufFile file, Path path) {
    try {
      TemplateSources sources = TemplateSources.of(file.metadata(), path);
      return fileOrName == null ? sources : sources.choose(fileOrName);
    } catch (ChatTemplateException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /**
   * Templates that are ready.
   *
   * @param mostTokens of a prompt
   */
  ChatTemplates compile(TemplateSources sources, int mostTokens) {
    try {
      return ChatTemplates.compile(sources, ChatOptions.of(mostTokens).withExtensions(extensions));
    } catch (ChatTemplateException e) {
      throw new CommandException(
          e.getMessage() + "; give another one with --chat-template FILE", e);
    }
  }
}
