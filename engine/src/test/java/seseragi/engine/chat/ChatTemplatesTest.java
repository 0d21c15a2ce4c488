package seseragi.engine.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

  private TemplateSources sources(GgufWriter writer) {
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
                    .strings("tokenizer.chat_templates", List.of("tool_use")))
            .templates());
  }

  @Test
  void aChatWithDocumentsTakesTheTemplateForDocuments() {
    Map<String, String> all = Map.of("default", "plain", "tool_use", "tools", "rag", "documents");
    Optional<List<Map<String, Object>>> some = Optional.of(List.of(Map.of("name", "x")));
    ChatInput documents =
        new ChatInput(
            List.of(new ChatMessage("user", "hi")), Optional.empty(), some, true, Map.of());
    ChatTemplates templates = ChatTemplates.compile(all, OPTIONS);
    assertEquals("documents", templates.prompt(documents, TOKENIZER).text());
    assertEquals("tools", text(all, some));
    assertEquals(
        "plain",
        ChatTemplates.compile(Map.of("default", "plain"), OPTIONS)
            .prompt(documents, TOKENIZER)
            .text());
  }

  @Test
  void theFilesBesideTheModelCountOnlyIfTheModelHasNoTemplate() throws IOException {
    assertEquals(Map.of(), sources(new GgufWriter()).templates());
    write("tokenizer_config.json", "{'chat_template': 'config', 'bos_token': '<s>'}");
    assertEquals(Map.of("default", "config"), sources(new GgufWriter()).templates());
    write("chat_template.jinja", "beside");
    Files.createDirectory(folder.resolve("additional_chat_templates"));
    write("additional_chat_templates/rag.jinja", "beside, for documents");
    assertEquals(
        Map.of("default", "beside", "rag", "beside, for documents"),
        sources(new GgufWriter()).templates());
    assertEquals(Map.of("bos_token", "<s>"), sources(new GgufWriter()).specialTokens());
    TemplateSources inside = sources(new GgufWriter().string("tokenizer.chat_template", "inside"));
    assertEquals(new TemplateSources(Map.of("default", "inside"), Map.of()), inside);
  }

  /** JSON with apostrophes, to be read more easily. */
  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text.replace('\'', '"'));
  }

  @Test
  void aTokenizerConfigHasNamedTemplatesAndSpecialTokens() throws IOException {
    write(
        "tokenizer_config.json",
        "{'added_tokens_decoder': {'0': {'content': 'x', 'special': true}},"
            + " 'chat_template': [{'name': 'default', 'template': 'a'},"
            + " {'template': 'b', 'name': 'tool_use', 'more': [1]}],"
            + " 'bos_token': null, 'eos_token': {'content': '</s>', 'lstrip': false},"
            + " 'additional_special_tokens': ['<a>', {'content': '<b>'}], 'model_max_length': 1e30}");
    TemplateSources sources = TemplateSources.inFolder(folder);
    assertEquals(Map.of("default", "a", "tool_use", "b"), sources.templates());
    assertEquals(
        Map.of("eos_token", "</s>", "additional_special_tokens", List.of("<a>", "<b>")),
        sources.specialTokens());
  }

  @Test
  void aBrokenTokenizerConfigIsNamed() throws IOException {
    for (String broken :
        List.of(
            "",
            "[]",
            "{'chat_template': ",
            "{'chat_template': 7}",
            "{'chat_template': ['a']}",
            "{'chat_template': [{'name': 'default'}]}",
            "[".repeat(2000))) {
      write("tokenizer_config.json", broken);
      ChatTemplateException refusal =
          assertThrows(ChatTemplateException.class, () -> TemplateSources.inFolder(folder), broken);
      assertTrue(refusal.getMessage().contains("tokenizer_config.json"), refusal::getMessage);
    }
  }

  @Test
  void specialTokensOfTheFolderAreThoseThatTheVocabularyHas() {
    Tokenizer tokenizer = TinyTokenizer.bpe("qwen2").token("<sep>", TinyTokenizer.CONTROL).build();
    Map<String, Object> tokens =
        Map.of(
            "sep_token", "<sep>",
            "mask_token", "<mask>",
            "additional_special_tokens", List.of("<sep>", "<none>"));
    String source = "{{ sep_token }} {{ mask_token is defined }} {{ additional_special_tokens }}";
    ChatPrompt prompt =
        ChatTemplates.compile(new TemplateSources(Map.of("default", source), tokens), OPTIONS)
            .prompt(input(Optional.empty()), tokenizer);
    assertEquals("<sep> False ['<sep>']", prompt.text());
    assertEquals(tokenizer.find("<sep>").getAsInt(), prompt.tokens()[0]);
  }

  private static final String READS_TEXT = "{% for m in messages %}[{{ m.content }}]{% endfor %}";
  private static final String READS_PARTS =
      "{% for m in messages %}{% for p in m.content if p.type == 'text' %}[{{ p.text }}]"
          + "{% endfor %}{% endfor %}";
  private static final String READS_BOTH =
      "{% for m in messages %}{% if m.content is string %}({{ m.content }}){% else %}"
          + "{% for p in m.content %}[{{ p.text or p.type }}]{% endfor %}{% endif %}{% endfor %}";

  private static String text(String source, Object content) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", "user");
    fields.put("content", content);
    ChatInput input = ChatInput.of(List.of(new ChatMessage(fields)));
    return ChatTemplates.compile(Map.of("default", source), OPTIONS)
        .prompt(input, TOKENIZER)
        .text();
  }

  @Test
  void aContentIsGivenInTheFormThatTheTemplateReads() {
    List<Object> parts = List.of(ChatMessage.textPart("a"), ChatMessage.textPart("b"));
    assertEquals("[a\nb]", text(READS_TEXT, parts));
    assertEquals("[a][b]", text(READS_PARTS, parts));
    assertEquals("[a][b]", text(READS_BOTH, parts));
    assertEquals("[a]", text(READS_TEXT, "a"));
    assertEquals("[a]", text(READS_PARTS, "a"));
    assertEquals("(a)", text(READS_BOTH, "a"));
    assertEquals("[None]", text(READS_TEXT, null));
  }

  @Test
  void aPartThatIsNoTextIsRefusedByATemplateForTextsOnly() {
    List<Object> image = List.of(Map.of("type", "image"));
    ChatRefusedException refusal =
        assertThrows(ChatRefusedException.class, () -> text(READS_TEXT, image));
    assertTrue(refusal.getMessage().contains("'image'"), refusal::getMessage);
    assertEquals("[image]", text(READS_BOTH, image));
  }

  @Test
  void aGivenNameOrFileTakesThePlaceOfAll() throws IOException {
    TemplateSources sources =
        new TemplateSources(Map.of("default", "a", "tool_use", "b"), Map.of("sep_token", "<sep>"));
    Path file = Files.writeString(folder.resolve("mine.jinja"), "\u305b\u305b\u3089\u304e");
    assertEquals(Map.of("default", "b"), sources.choose("tool_use").templates());
    assertEquals(sources.specialTokens(), sources.choose("tool_use").specialTokens());
    assertEquals(
        Map.of("default", "\u305b\u305b\u3089\u304e"), sources.choose(file.toString()).templates());
  }

  @Test
  void whatIsNeitherNameNorReadableFileIsRefused() throws IOException {
    Path large = Files.write(folder.resolve("large.jinja"), new byte[(4 << 20) + 1]);
    Path binary = Files.write(folder.resolve("binary.jinja"), new byte[] {(byte) 0xff});
    TemplateSources none = new TemplateSources(Map.of(), Map.of());
    for (String given :
        List.of("no-such-thing", "a\0b", folder.toString(), large.toString(), binary.toString())) {
      assertThrows(ChatTemplateException.class, () -> none.choose(given), given);
    }
  }
}
