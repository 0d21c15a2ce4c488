package seseragi.engine.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import seseragi.engine.tokenizer.TinyTokenizer;
import seseragi.engine.tokenizer.Tokenizer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** One template with its cases, and a vocabulary that has a control token for all that looks so. */
final class ChatFixture {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CONTROL =
      Pattern.compile(
          "<\\|[^<>|\\s]{1,40}\\|>|</?s>|\\[/?[A-Z_]{3,20}\\]|<[a-z_]+_of_turn>|<\uff5c[^<>\\s]{1,40}\uff5c>");

  private final JsonNode root;
  private final ChatTemplate template;
  private final Set<String> controlTexts = new TreeSet<>();
  private final Tokenizer tokenizer;
  private final List<String> failures = new ArrayList<>();
  private int equal;
  private int attacked;

  private ChatFixture(JsonNode root, String source) {
    this.root = root;
    ChatOptions options =
        new ChatOptions(
            InstantSource.fixed(
                LocalDateTime.parse(root.path("now").asString()).toInstant(ZoneOffset.UTC)),
            ZoneOffset.UTC,
            1_000_000,
            false);
    this.template = ChatTemplate.compile(source, options);
    this.tokenizer = tokenizer();
  }

  static ChatFixture read(Path file) throws IOException {
    JsonNode root = JSON.readTree(file);
    Path source = file.resolveSibling(root.path("template").asString());
    return new ChatFixture(root, Files.readString(source));
  }

  List<String> failures() {
    return failures;
  }

  int equal() {
    return equal;
  }

  int attacked() {
    return attacked;
  }

  private Tokenizer tokenizer() {
    root.path("cases")
        .forEach(
            node ->
                CONTROL
                    .matcher(node.path("expected").asString(""))
                    .results()
                    .forEach(match -> controlTexts.add(match.group())));
    TinyTokenizer tiny = TinyTokenizer.bpe("qwen2");
    for (String name : List.of("bos", "eos")) {
      JsonNode text = root.path(name + "_token");
      if (text.isString()) {
        controlTexts.add(text.asString());
      }
    }
    controlTexts.forEach(text -> tiny.token(text, TinyTokenizer.CONTROL));
    for (String name : List.of("bos", "eos")) {
      JsonNode text = root.path(name + "_token");
      if (text.isString()) {
        tiny.file.uint32("tokenizer.ggml." + name + "_token_id", tiny.id(text.asString()));
      }
    }
    return tiny.build();
  }

  void checkAll() {
    for (JsonNode node : root.path("cases")) {
      if (node.has("expected")) {
        check(node);
      }
    }
  }

  private void check(JsonNode node) {
    String id = node.path("id").asString();
    ChatInput input = input(node, Optional.empty());
    ChatPrompt prompt = template.prompt(input, tokenizer);
    if (!prompt.text().equals(node.path("expected").asString())
        || !tokenizer.decode(prompt.tokens(), false).equals(prompt.text())) {
      failures.add(id + ": another text than the reference's");
      return;
    }
    equal++;
    if (!hasControlInput(node)) {
      checkOwnControlTokens(id, prompt);
      checkTypedControlTokens(id, node);
    }
  }

  /** A role that is not on the closed list, such as {@code narrator}, is the sender's text. */
  private boolean hasControlInput(JsonNode node) {
    String input =
        node.path("messages").toString()
            + node.path("tools")
            + node.path("documents")
            + node.path("kwargs")
            + root.path("context");
    return controlTexts.stream().anyMatch(input::contains) || input.contains("narrator");
  }

  /** Nobody typed any: so whatever reads like a control token is one. */
  private void checkOwnControlTokens(String id, ChatPrompt prompt) {
    int[] trusted = tokenizer.encode(prompt.text(), false, true);
    if (!Arrays.equals(trusted, prompt.tokens())) {
      failures.add(id + ": control tokens of the template were taken for the user's text");
    }
  }

  private void checkTypedControlTokens(String id, JsonNode node) {
    attacked++;
    int[] expected = controlTokens(template.prompt(input(node, Optional.of("")), tokenizer));
    for (String text : controlTexts) {
      int[] found = controlTokens(template.prompt(input(node, Optional.of(text)), tokenizer));
      if (!Arrays.equals(expected, found)) {
        failures.add(id + ": a typed " + text + " changed the control tokens");
      }
    }
  }

  private int[] controlTokens(ChatPrompt prompt) {
    return IntStream.of(prompt.tokens()).filter(tokenizer::isSpecial).toArray();
  }

  /** The case, with a text typed into the middle of each user message. */
  private ChatInput input(JsonNode node, Optional<String> typed) {
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode message : node.path("messages")) {
      Map<String, Object> fields = map(message);
      if (typed.isPresent() && fields.get("role").equals("user")) {
        fields.put("content", "before " + typed.get() + " after");
      }
      messages.add(new ChatMessage(fields));
    }
    Map<String, Object> values = new HashMap<>(map(root.path("context")));
    values.putAll(map(node.path("kwargs")));
    return new ChatInput(
        messages,
        maps(node, "tools"),
        maps(node, "documents"),
        node.path("add_generation_prompt").asBoolean(false),
        values);
  }

  private static Optional<List<Map<String, Object>>> maps(JsonNode node, String field) {
    return node.path(field).isArray()
        ? Optional.of(node.path(field).valueStream().map(ChatFixture::map).toList())
        : Optional.empty();
  }

  private static Map<String, Object> map(JsonNode object) {
    Map<String, Object> map = new LinkedHashMap<>();
    object.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
    return map;
  }

  private static Object value(JsonNode node) {
    if (node.isObject()) {
      return map(node);
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(element -> list.add(value(element)));
      return list;
    }
    if (node.isString()) {
      return node.asString();
    }
    if (node.isBoolean()) {
      return node.asBoolean();
    }
    if (node.isIntegralNumber()) {
      return node.bigIntegerValue();
    }
    return node.isNumber() ? node.asDouble() : null;
  }
}
