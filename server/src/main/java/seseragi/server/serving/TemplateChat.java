package seseragi.server.serving;

import seseragi.engine.chat.ChatInput;
import seseragi.engine.chat.ChatPrompt;
import seseragi.engine.chat.ChatTemplateException;
import seseragi.engine.chat.ChatTemplates;
import seseragi.engine.chat.NoChatTemplateException;
import seseragi.engine.tokenizer.Tokenizer;

/** Prompts by the templates that a model brings. */
record TemplateChat(ChatTemplates templates, Tokenizer tokenizer) implements ChatPrompts {
  @Override
  public ChatPrompt prompt(ChatInput chat) {
    try {
      return templates.prompt(chat, tokenizer);
    } catch (NoChatTemplateException e) {
      throw new ChatUnavailableException();
    } catch (seseragi.engine.chat.ChatRefusedException | ChatTemplateException e) {
      throw new ChatRefusedException(e.getMessage());
    }
  }
}
