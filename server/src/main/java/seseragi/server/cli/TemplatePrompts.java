package seseragi.server.cli;

import java.nio.file.Path;
import seseragi.engine.Engine;
import seseragi.engine.chat.ChatInput;
import seseragi.engine.chat.ChatOptions;
import seseragi.engine.chat.ChatPrompt;
import seseragi.engine.chat.ChatTemplateException;
import seseragi.engine.chat.ChatTemplates;
import seseragi.engine.chat.TemplateSources;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.server.serving.ChatPrompts;

/** Prompts by the chat templates of a model, or by the one that {@code --chat-template} names. */
final class TemplatePrompts implements ChatPrompts {
  private final ChatTemplates templates;
  private final ChatPrompts prompts;

  private TemplatePrompts(ChatTemplates templates, Tokenizer tokenizer) {
    this.templates = templates;
    prompts = ChatPrompts.of(templates, tokenizer);
  }

  /**
   * For an engine.
   *
   * @param fileOrName what {@code --chat-template} says; null for the model's own templates
   * @throws CommandException if that is no template
   */
  static TemplatePrompts of(Engine engine, String fileOrName) {
    TemplateSources sources;
    try (GgufFile file = GgufFile.open(engine.model().file())) {
      sources = sources(file, file.path(), fileOrName);
    }
    return new TemplatePrompts(
        compile(sources, engine.model().contextLength()), engine.tokenizer());
  }

  /** The Jinja texts for a model file; empty for a base model. */
  static TemplateSources sources(GgufFile file, Path path, String fileOrName) {
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
  static ChatTemplates compile(TemplateSources sources, int mostTokens) {
    try {
      return ChatTemplates.compile(sources, ChatOptions.of(mostTokens));
    } catch (ChatTemplateException e) {
      throw new CommandException(
          e.getMessage() + "; give another one with --chat-template FILE", e);
    }
  }

  /** Whether the model can chat. */
  boolean available() {
    return !templates.isEmpty();
  }

  @Override
  public ChatPrompt prompt(ChatInput chat) {
    return prompts.prompt(chat);
  }
}
