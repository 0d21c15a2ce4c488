package seseragi.engine;

import java.nio.file.Path;
import java.util.Map;

/**
 * What is loaded.
 *
 * @param name {@code general.name} of the file, or the file's name without its ending
 * @param architecture as in {@code general.architecture}
 * @param file where it came from
 * @param fileBytes its size
 * @param parameters how many numbers it has
 * @param quantization the most frequent type of its matrices, as {@code Q4_K}
 * @param contextLength longest sequence served
 * @param trainedContextLength longest sequence that the model was made for
 * @param vocabularySize tokens
 * @param chatTemplates Jinja texts by name; {@code default} for the unnamed one; empty for a base
 *     model
 */
public record ModelInfo(
    String name,
    String architecture,
    Path file,
    long fileBytes,
    long parameters,
    String quantization,
    int contextLength,
    int trainedContextLength,
    int vocabularySize,
    Map<String, String> chatTemplates) {
  public ModelInfo {
    chatTemplates = Map.copyOf(chatTemplates);
  }

  /** The same, served with another context length. */
  ModelInfo withContextLength(int length) {
    return new ModelInfo(
        name,
        architecture,
        file,
        fileBytes,
        parameters,
        quantization,
        length,
        trainedContextLength,
        vocabularySize,
        chatTemplates);
  }
}
