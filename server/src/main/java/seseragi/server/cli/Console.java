package seseragi.server.cli;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import seseragi.engine.Engine;
import seseragi.engine.GenerationFailedException;
import seseragi.engine.TextStream;
import seseragi.engine.chat.PromptTooLongException;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.server.serving.ChatPrompts;
import seseragi.server.serving.ChatRefusedException;

/** A conversation of one person with a model. */
final class Console {
  private static final String HELP =
      """
      /regenerate  answer the last message anew
      /clear       forget the conversation
      /exit        leave (or Ctrl-D)
      /help        this list
      Ctrl-C stops an answer. A line that ends in \\ goes on in the next one.""";

  private final Lines lines;
  private final Engine engine;
  private final ChatPrompts prompts;
  private final SamplingOptions sampling;
  private final Conversation conversation;

  Console(
      Lines lines, Engine engine, ChatPrompts prompts, SamplingOptions sampling, String system) {
    this.lines = lines;
    this.engine = engine;
    this.prompts = prompts;
    this.sampling = sampling;
    this.conversation = new Conversation(system);
  }

  /** Until the person leaves. */
  void run() {
    boolean goesOn = true;
    while (goesOn) {
      Optional<String> message = lines.next();
      goesOn = message.isPresent() && react(message.get());
    }
  }

  /** False if the person wants to leave. */
  private boolean react(String message) {
    String text = message.replace("\\\n", "\n").strip();
    switch (text) {
      case "" -> {}
      case "/exit", "/quit", "/bye" -> {
        return false;
      }
      case "/help", "/?" -> lines.say(HELP);
      case "/clear" -> {
        conversation.clear();
        lines.say("The conversation is forgotten.");
      }
      case "/regenerate" -> regenerate();
      default -> {
        if (isCommand(text)) {
          lines.say("There is no " + text.split("\\s", 2)[0] + "; /help lists what there is.");
        } else {
          conversation.ask(text);
          answer();
        }
      }
    }
    return true;
  }

  /** {@code /word} alone; a path such as {@code /etc/hosts} in a question is no command. */
  private static boolean isCommand(String text) {
    return text.matches("/[a-z?]+");
  }

  private void regenerate() {
    if (conversation.takeAnswerBack()) {
      answer();
    } else {
      lines.say("There is nothing to answer yet.");
    }
  }

  private void answer() {
    StringBuilder answer = new StringBuilder();
    try {
      int[] prompt = prompts.prompt(conversation.chat()).tokens();
      try (TextStream stream = engine.generate(sampling.request(prompt))) {
        AtomicBoolean stopped = new AtomicBoolean();
        Runnable cancel = stream::close;
        lines.interruptible(
            () -> show(stream, stopped, answer),
            () -> {
              stopped.set(true);
              cancel.run();
            });
      }
      lines.print(System.lineSeparator());
      conversation.answer(answer.toString());
    } catch (InvalidParameterException | PromptTooLongException e) {
      conversation.takeQuestionBack();
      lines.say(e.getMessage() + " (/clear begins a new conversation)");
    } catch (GenerationFailedException | ChatRefusedException e) {
      conversation.takeQuestionBack();
      lines.say(e.getMessage());
    }
  }

  /** What was generated and not yet shown when Ctrl-C came is not shown any more. */
  private void show(TextStream stream, AtomicBoolean stopped, StringBuilder answer) {
    for (String piece : stream) {
      if (stopped.get()) {
        return;
      }
      answer.append(piece);
      lines.print(piece);
    }
  }
}
