package seseragi.engine.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import seseragi.engine.gguf.GgufMetadata;
import seseragi.engine.gguf.ModelFormatException;

/** Makes the tokenizer that a model file describes. */
public final class Tokenizers {
  private static final String MODEL = "tokenizer.ggml.model";
  private static final String PRE = "tokenizer.ggml.pre";

  private Tokenizers() {}

  /**
   * The tokenizer of a GGUF file: kind {@code llama} (SentencePiece-style) or {@code gpt2}
   * (byte-level BPE).
   *
   * @throws ModelFormatException if the kind or the pre-tokenizer is not supported, by name, or if
   *     the vocabulary contradicts itself
   */
  public static Tokenizer of(GgufMetadata metadata) {
    String model = metadata.string(MODEL);
    return switch (model) {
      case "llama" -> spm(metadata);
      case "gpt2" -> bpe(metadata);
      default ->
          throw metadata.refuse(
              MODEL,
              "the tokenizer '%s' is not supported; 'llama' and 'gpt2' are".formatted(model));
    };
  }

  private static Tokenizer spm(GgufMetadata metadata) {
    Vocabulary vocabulary =
        VocabularyReader.read(
            metadata, Map.of(SpecialRole.UNKNOWN, 0, SpecialRole.BEGINNING, 1, SpecialRole.END, 2));
    TokenBytes bytes =
        TokenBytes.of(
            metadata,
            vocabulary,
            text -> text.replace(SpmEncoder.SPACE_MARK, ' ').getBytes(StandardCharsets.UTF_8));
    return new VocabularyTokenizer(
        vocabulary, bytes, SpmEncoder.read(metadata, vocabulary), frame(metadata, true));
  }

  private static Tokenizer bpe(GgufMetadata metadata) {
    String pre = metadata.string(PRE, "default");
    PreTokenizer preTokenizer =
        PreTokenizer.named(pre)
            .orElseThrow(
                () ->
                    metadata.refuse(PRE, "the pre-tokenizer '%s' is not supported".formatted(pre)));
    Vocabulary vocabulary = VocabularyReader.read(metadata, Map.of());
    TokenBytes bytes = TokenBytes.of(metadata, vocabulary, ByteLevel::decode);
    return new VocabularyTokenizer(
        vocabulary,
        bytes,
        BpeEncoder.read(metadata, vocabulary, preTokenizer),
        frame(metadata, preTokenizer.addBeginning()));
  }

  private static VocabularyTokenizer.Frame frame(GgufMetadata metadata, boolean beginning) {
    return new VocabularyTokenizer.Frame(
        metadata.bool("tokenizer.ggml.add_bos_token", beginning),
        metadata.bool("tokenizer.ggml.add_eos_token", false));
  }
}
