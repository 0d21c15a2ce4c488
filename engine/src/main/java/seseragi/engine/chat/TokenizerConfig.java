package seseragi.engine.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What Hugging Face's {@code tokenizer_config.json} says to templates.
 *
 * @param templates by name: one text is the {@code default}, a list has {@code name} and {@code
 *     template} of each
 * @param specialTokens by the names that templates know: texts, and for {@code
 *     additional_special_tokens} a list of texts
 */
record TokenizerConfig(Map<String, String> templates, Map<String, Object> specialTokens) {
  static final String FILE = "tokenizer_config.json";

  private static final long MOST_BYTES = 64L << 20;
  private static final Set<String> ROLES =
      Set.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token",
          "additional_special_tokens");

  /**
   * Reads the file; its other members are skipped.
   *
   * @throws ChatTemplateException if it is no such file; the message names it
   */
  static TokenizerConfig read(Path file) {
    TokenizerConfig config = new TokenizerConfig(new LinkedHashMap<>(), new LinkedHashMap<>());
    try {
      long bytes = Files.size(file);
      if (bytes > MOST_BYTES) {
        throw new ChatTemplateException(
            "%s has %d bytes, expected at most %d".formatted(file, bytes, MOST_BYTES), null);
      }
      try (JsonParser json =
          new JsonFactory().createParser(ObjectReadContext.empty(), Files.newInputStream(file))) {
        config.root(json, file);
      }
    } catch (IOException | JacksonException e) {
      throw new ChatTemplateException(file + " cannot be read: " + e.getMessage(), e);
    }
    return config;
  }

  private void root(JsonParser json, Path file) {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new ChatTemplateException(file + " is no JSON object", null);
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("chat_template")) {
        templates(json, file);
      } else if (ROLES.contains(name)) {
        value(json).ifPresent(value -> specialTokens.put(name, value));
      } else {
        json.skipChildren();
      }
    }
  }

  private void templates(JsonParser json, Path file) {
    switch (json.currentToken()) {
      case VALUE_NULL -> {
        // a base model
      }
      case VALUE_STRING -> templates.put(ChatTemplates.DEFAULT, json.getString());
      case START_ARRAY -> {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          Map<String, String> entry = texts(json);
          if (!entry.keySet().containsAll(Set.of("name", "template"))) {
            throw new ChatTemplateException(
                file + ": an element of chat_template lacks its name or its template", null);
          }
          templates.put(entry.get("name"), entry.get("template"));
        }
      }
      default ->
          throw new ChatTemplateException(
              file + ": chat_template is neither a text nor a list of named texts", null);
    }
  }

  /** A token is a text or an object with its {@code content}; a list has several. */
  private static Optional<Object> value(JsonParser json) {
    return switch (json.currentToken()) {
      case VALUE_STRING -> Optional.of(json.getString());
      case START_OBJECT -> Optional.ofNullable(texts(json).get("content"));
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          value(json).ifPresent(list::add);
        }
        yield Optional.of(list);
      }
      default -> Optional.empty();
    };
  }

  /** The members of an object that are texts; none for anything else. */
  private static Map<String, String> texts(JsonParser json) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          texts.put(name, json.getString());
        } else {
          json.skipChildren();
        }
      }
    } else {
      json.skipChildren();
    }
    return texts;
  }
}
