package seseragi.server.serving;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import seseragi.engine.chat.ChatInput;
import seseragi.engine.chat.ChatMessage;
import seseragi.engine.chat.ChatPrompt;
import seseragi.engine.chat.ChatTemplateException;
import seseragi.engine.chat.ChatTemplates;
import seseragi.engine.chat.NoChatTemplateException;
import seseragi.engine.tokenizer.Tokenizer;

/** Prompts by the templates that a model brings. */
record TemplateChat(ChatTemplates templates, Tokenizer tokenizer) implements ChatPrompts {
  @Override
  public Prompt prompt(Chat chat) {
    List<ChatMessage> messages = chat.messages().stream().map(TemplateChat::message).toList();
    ChatInput input =
        new ChatInput(
            messages,
            Optional.empty(),
            Optional.empty(),
            chat.addGenerationPrompt(),
            chat.templateValues());
    try {
      ChatPrompt prompt = templates.prompt(input, chat.answerSoFar(), tokenizer);
      return new Prompt(prompt.text(), prompt.tokens());
    } catch (NoChatTemplateException e) {
      throw new ChatUnavailableException();
    } catch (seseragi.engine.chat.ChatRefusedException | ChatTemplateException e) {
      throw new ChatRefusedException(e.getMessage());
    }
  }

  private static ChatMessage message(Message message) {
    Map<String, Object> fields =
        message.name().<Map<String, Object>>map(name -> Map.of("name", name)).orElse(Map.of());
    return new ChatMessage(message.role(), Optional.of(message.content()), fields);
  }
}
