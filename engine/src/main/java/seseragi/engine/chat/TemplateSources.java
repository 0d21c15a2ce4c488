package seseragi.engine.chat;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import seseragi.engine.gguf.GgufMetadata;

/**
 * Where the Jinja texts of a model come from: its file, a file beside it, or a file or name that
 * somebody gives.
 */
public final class TemplateSources {
  private static final String KEY = "tokenizer.chat_template";
  private static final String BESIDE = "chat_template.jinja";

  /** As much as a template may have, see {@code seseragi.jinja.Limits}. */
  private static final long MOST_BYTES = 4L << 20;

  private TemplateSources() {}

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
   * The same, or for a file without any the {@code chat_template.jinja} in its folder, if there is
   * one.
   */
  public static Map<String, String> of(GgufMetadata metadata, Path modelFile) {
    Map<String, String> sources = of(metadata);
    Path beside = modelFile.toAbsolutePath().resolveSibling(BESIDE);
    return sources.isEmpty() && Files.isRegularFile(beside)
        ? Map.of(ChatTemplates.DEFAULT, read(beside))
        : sources;
  }

  /**
   * One template instead of all: the model's one of that name, else the file of that name.
   *
   * @param fileOrName as given to {@code --chat-template}
   * @throws ChatTemplateException if there is neither, or the file cannot be read
   */
  public static Map<String, String> choose(Map<String, String> sources, String fileOrName) {
    String named = sources.get(fileOrName);
    if (named != null) {
      return Map.of(ChatTemplates.DEFAULT, named);
    }
    Path file = path(fileOrName);
    if (!Files.isRegularFile(file)) {
      throw new ChatTemplateException(
          "chat template '%s' is neither a file nor one of the model's templates %s"
              .formatted(fileOrName, sources.keySet()),
          null);
    }
    return Map.of(ChatTemplates.DEFAULT, read(file));
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
