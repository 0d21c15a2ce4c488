package seseragi.engine.chat;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import seseragi.engine.gguf.GgufMetadata;

/**
 * The Jinja texts of a model and the special tokens that belong to them: from its file, from the
 * files that Hugging Face puts beside one, or from a file or name that somebody gives.
 *
 * @param templates by name; empty for a base model
 * @param specialTokens what the templates may write, for names that the model's own tokenizer
 *     leaves open: texts, or lists of texts
 */
public record TemplateSources(Map<String, String> templates, Map<String, Object> specialTokens) {
  private static final String KEY = "tokenizer.chat_template";
  private static final String BESIDE = "chat_template.jinja";
  private static final String MORE_BESIDE = "additional_chat_templates";

  /** As much as a template may have, see {@code seseragi.jinja.Limits}. */
  private static final long MOST_BYTES = 4L << 20;

  public TemplateSources {
    templates = Collections.unmodifiableMap(new LinkedHashMap<>(templates));
    specialTokens = Collections.unmodifiableMap(new LinkedHashMap<>(specialTokens));
  }

  /**
   * The templates in a GGUF file by name: {@code default} from {@code tokenizer.chat_template}, the
   * others from {@code tokenizer.chat_template.NAME}.
   *
   * @throws seseragi.engine.gguf.ModelFormatException if one is not a string
   */
  public static Map<String, String> of(GgufMetadata metadata) {
    Map<String, String> sources = new LinkedHashMap<>();
    if (metadata.has(KEY)) {
      sources.put(ChatTemplates.DEFAULT, metadata.string(KEY));
    }
    for (String key : metadata.keys()) {
      if (key.startsWith(KEY + ".")) {
        sources.put(key.substring(KEY.length() + 1), metadata.string(key));
      }
    }
    return sources;
  }

  /**
   * The same; for a file without any, what its folder has.
   *
   * @throws ChatTemplateException if a file of the folder is not what its name says
   */
  public static TemplateSources of(GgufMetadata metadata, Path modelFile) {
    Map<String, String> own = of(metadata);
    return own.isEmpty()
        ? inFolder(modelFile.toAbsolutePath().getParent())
        : new TemplateSources(own, Map.of());
  }

  /**
   * The templates of a folder as Hugging Face lays it out: {@code chat_template.jinja} with {@code
   * additional_chat_templates/NAME.jinja}, else {@code chat_template} of {@code
   * tokenizer_config.json}. The special tokens are the latter's in any case.
   *
   * @throws ChatTemplateException if one of the files is not what its name says
   */
  public static TemplateSources inFolder(Path folder) {
    Map<String, String> templates = new LinkedHashMap<>();
    Path beside = folder.resolve(BESIDE);
    if (Files.isRegularFile(beside)) {
      templates.put(ChatTemplates.DEFAULT, read(beside));
    }
    templates.putAll(additional(folder.resolve(MORE_BESIDE)));
    Path config = folder.resolve(TokenizerConfig.FILE);
    if (!Files.isRegularFile(config)) {
      return new TemplateSources(templates, Map.of());
    }
    TokenizerConfig read = TokenizerConfig.read(config);
    return new TemplateSources(
        templates.isEmpty() ? read.templates() : templates, read.specialTokens());
  }

  private static Map<String, String> additional(Path folder) {
    Map<String, String> templates = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jinja")) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          templates.put(name.substring(0, name.length() - ".jinja".length()), read(file));
        }
      } catch (IOException e) {
        throw new ChatTemplateException(folder + " cannot be read: " + e.getMessage(), e);
      }
    }
    return templates;
  }

  /**
   * One template instead of all: the model's one of that name, else the file of that name.
   *
   * @param fileOrName as given to {@code --chat-template}
   * @throws ChatTemplateException if there is neither, or the file cannot be read
   */
  public TemplateSources choose(String fileOrName) {
    String named = templates.get(fileOrName);
    if (named != null) {
      return only(named);
    }
    Path file = path(fileOrName);
    if (!Files.isRegularFile(file)) {
      throw new ChatTemplateException(
          "chat template '%s' is neither a file nor one of the model's templates %s"
              .formatted(fileOrName, templates.keySet()),
          null);
    }
    return only(read(file));
  }

  private TemplateSources only(String template) {
    return new TemplateSources(Map.of(ChatTemplates.DEFAULT, template), specialTokens);
  }

  private static Path path(String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new ChatTemplateException("chat template '" + file + "' is no file name", e);
    }
  }

  private static String read(Path file) {
    try {
      long bytes = Files.size(file);
      if (bytes > MOST_BYTES) {
        throw new ChatTemplateException(
            "%s has %d bytes, a chat template at most %d".formatted(file, bytes, MOST_BYTES), null);
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new ChatTemplateException(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new ChatTemplateException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
