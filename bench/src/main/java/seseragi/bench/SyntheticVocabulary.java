package seseragi.bench;

import java.util.ArrayList;
import java.util.List;
import seseragi.engine.gguf.GgufWriter;

/** Pieces as SentencePiece makes them: special tokens, bytes, then strings of letters. */
final class SyntheticVocabulary {
  static final int SIZE = 32_000;
  private static final String SPACE = "\u2581"; // what SentencePiece writes for a space
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int BYTE = 6;

  private SyntheticVocabulary() {}

  static void addTo(GgufWriter writer) {
    List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    for (int i = 0; i < 256; i++) {
      pieces.add("<0x%02X>".formatted(i));
    }
    int special = pieces.size();
    pieces.add(SPACE);
    for (int length = 1; pieces.size() < SIZE; length++) {
      addWords(pieces, "", length);
      addWords(pieces, SPACE, length);
    }
    List<String> cut = pieces.subList(0, SIZE);
    float[] scores = new float[SIZE];
    int[] types = new int[SIZE];
    for (int i = 0; i < SIZE; i++) {
      scores[i] = i < special ? 0 : special - i;
      types[i] = i == 0 ? UNKNOWN : i < 3 ? CONTROL : i < special ? BYTE : NORMAL;
    }
    writer
        .strings("tokenizer.ggml.tokens", cut)
        .float32s("tokenizer.ggml.scores", scores)
        .int32s("tokenizer.ggml.token_type", types);
  }

  private static void addWords(List<String> pieces, String prefix, int length) {
    if (length == 0) {
      pieces.add(prefix);
      return;
    }
    for (char letter = 'a'; letter <= 'z'; letter++) {
      addWords(pieces, prefix + letter, length - 1);
    }
  }
}
