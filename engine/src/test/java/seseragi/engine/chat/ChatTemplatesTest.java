package seseragi.engine.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.GgufWriter;
import seseragi.engine.tokenizer.TinyTokenizer;
import seseragi.engine.tokenizer.Tokenizer;

class ChatTemplatesTest {
  private static final Tokenizer TOKENIZER = TinyTokenizer.bpe("qwen2").build();
  private static final ChatOptions OPTIONS = ChatOptions.of(1000);

  @TempDir Path folder;

  private static ChatInput input(Optional<List<Map<String, Object>>> tools) {
    return new ChatInput(
        List.of(new ChatMessage("user", "hi")), tools, Optional.empty(), true, Map.of());
  }

  private static String text(
      Map<String, String> sources, Optional<List<Map<String, Object>>> tools) {
    return ChatTemplates.compile(sources, OPTIONS).prompt(input(tools), TOKENIZER).text();
  }

  private Map<String, String> sources(GgufWriter writer) {
    Path file = folder.resolve("model.gguf");
    writer.string("general.architecture", "llama").write(file);
    try (GgufFile gguf = GgufFile.open(file)) {
      return TemplateSources.of(gguf.metadata(), file);
    }
  }

  @Test
  void aChatWithToolsTakesTheTemplateForTools() {
    Map<String, String> both = Map.of("default", "plain", "tool_use", "tools");
    assertEquals("plain", text(both, Optional.empty()));
    assertEquals("tools", text(both, Optional.of(List.of(Map.of("name", "f")))));
    assertEquals(
        "plain", text(Map.of("default", "plain"), Optional.of(List.of(Map.of("name", "f")))));
  }

  @Test
  void aModelWithoutTemplateSaysSo() {
    ChatTemplates none = ChatTemplates.compile(Map.of(), OPTIONS);
    assertTrue(none.isEmpty());
    NoChatTemplateException refusal =
        assertThrows(
            NoChatTemplateException.class, () -> none.prompt(input(Optional.empty()), TOKENIZER));
    assertTrue(refusal.getMessage().contains("has no chat template"), refusal::getMessage);
  }

  @Test
  void aModelWithNamedTemplatesOnlyNamesThem() {
    ChatTemplates named = ChatTemplates.compile(Map.of("rag", "x"), OPTIONS);
    assertFalse(named.isEmpty());
    NoChatTemplateException refusal =
        assertThrows(
            NoChatTemplateException.class, () -> named.prompt(input(Optional.empty()), TOKENIZER));
    assertTrue(refusal.getMessage().contains("[rag]"), refusal::getMessage);
  }

  @Test
  void aMalformedTemplateIsNamed() {
    ChatTemplateException failure =
        assertThrows(
            ChatTemplateException.class,
            () -> ChatTemplates.compile(Map.of("tool_use", "{% if %}"), OPTIONS));
    assertTrue(failure.getMessage().contains("'tool_use'"), failure::getMessage);
  }

  @Test
  void theTemplatesOfAFileAreFoundWithTheirNames() {
    assertEquals(
        Map.of("default", "a", "tool_use", "b"),
        sources(
            new GgufWriter()
                .string("tokenizer.chat_template", "a")
                .string("tokenizer.chat_template.tool_use", "b")
                .strings("tokenizer.chat_templates", List.of("tool_use"))));
  }

  @Test
  void theFileBesideTheModelCountsOnlyIfTheModelHasNone() throws IOException {
    assertEquals(Map.of(), sources(new GgufWriter()));
    Files.writeString(folder.resolve("chat_template.jinja"), "beside");
    assertEquals(Map.of("default", "beside"), sources(new GgufWriter()));
    assertEquals(
        Map.of("default", "inside"),
        sources(new GgufWriter().string("tokenizer.chat_template", "inside")));
  }

  @Test
  void aGivenNameOrFileTakesThePlaceOfAll() throws IOException {
    Map<String, String> sources = Map.of("default", "a", "tool_use", "b");
    Path file = Files.writeString(folder.resolve("mine.jinja"), "\u305b\u305b\u3089\u304e");
    assertEquals(Map.of("default", "b"), TemplateSources.choose(sources, "tool_use"));
    assertEquals(
        Map.of("default", "\u305b\u305b\u3089\u304e"),
        TemplateSources.choose(sources, file.toString()));
  }

  @Test
  void whatIsNeitherNameNorReadableFileIsRefused() throws IOException {
    Path large = Files.write(folder.resolve("large.jinja"), new byte[(4 << 20) + 1]);
    Path binary = Files.write(folder.resolve("binary.jinja"), new byte[] {(byte) 0xff});
    for (String given :
        List.of("no-such-thing", "a\0b", folder.toString(), large.toString(), binary.toString())) {
      assertThrows(
          ChatTemplateException.class, () -> TemplateSources.choose(Map.of(), given), given);
    }
  }
}
