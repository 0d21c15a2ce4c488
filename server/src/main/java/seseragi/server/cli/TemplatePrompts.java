package seseragi.server.cli;

import seseragi.engine.Engine;
import seseragi.engine.chat.ChatInput;
import seseragi.engine.chat.ChatPrompt;
import seseragi.engine.chat.ChatTemplates;
import seseragi.engine.chat.TemplateSources;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.server.serving.ChatPrompts;

/**
 * Prompts by the chat templates of a model, or by the one that {@link ChatTemplateOptions} names.
 */
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
   * @throws CommandException if the template that is asked for is none
   */
  static TemplatePrompts of(Engine engine, ChatTemplateOptions options) {
    TemplateSources sources;
    try (GgufFile file = GgufFile.open(engine.model().file())) {
      sources = options.sources(file, file.path());
    }
    int mostTokens = engine.model().contextLength();
    return new TemplatePrompts(options.compile(sources, mostTokens), engine.tokenizer());
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
