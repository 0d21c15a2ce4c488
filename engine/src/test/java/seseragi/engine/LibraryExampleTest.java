package seseragi.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import seseragi.engine.chat.ChatInput;
import seseragi.engine.chat.ChatMessage;
import seseragi.engine.chat.ChatOptions;
import seseragi.engine.chat.ChatTemplates;

/** The example of the README compiles, is what the README shows, and does what it says. */
final class LibraryExampleTest {
  private static final Path SOURCE =
      Path.of("engine/src/test/java/seseragi/engine/LibraryExampleTest.java");

  // the example
  static void chat(Path file, Consumer<String> out) {
    try (Engine engine = Engine.open(file, EngineOptions.DEFAULTS)) {
      ModelInfo model = engine.model();
      ChatTemplates templates =
          ChatTemplates.compile(model.chatTemplates(), ChatOptions.of(model.contextLength()));
      ChatInput chat = ChatInput.of(List.of(new ChatMessage("user", "What is streaming?")));
      int[] prompt = templates.prompt(chat, engine.tokenizer()).tokens();
      try (TextStream answer = engine.generate(GenerationRequest.of(prompt).withMaxTokens(200))) {
        answer.forEach(out); // each piece as it is generated
      }
    }
  }

  // the end of the example

  @Test
  void theExampleAnswersWithTheBuiltInGuide() {
    StringBuilder answer = new StringBuilder();
    chat(Path.of("model/seseragi-guide-q8_0.gguf"), answer::append);
    assertTrue(answer.toString().toLowerCase(Locale.ROOT).contains("stream"), answer::toString);
  }

  @Test
  void theReadmeShowsThisExample() throws Exception {
    String source = Files.readString(SOURCE);
    String example =
        source
            .substring(
                source.indexOf("  // the example\n") + "  // the example\n".length(),
                source.indexOf("  // the end of the example\n"))
            .lines()
            .map(line -> line.replaceFirst("^ {2}", ""))
            .collect(Collectors.joining("\n"))
            .strip();
    String readme = Files.readString(Path.of("README.md"));
    assertTrue(readme.contains(example), () -> "README.md has to show this:\n" + example);
  }
}
