package seseragi.engine.tokenizer;

import java.util.BitSet;
import java.util.Locale;
import java.util.Set;
import seseragi.engine.gguf.GgufMetadata;

/**
 * What GGUF files of Phi-3 do not say: its chat tokens take the spaces on their right with them
 * ({@code rstrip} in tokenizer.json). Told by the model's name, as llama.cpp does.
 */
final class Phi3 {
  private static final Set<String> WITHOUT = Set.of("<unk>", "<s>", "<|endoftext|>");

  private Phi3() {}

  /** The tokens that do; none for every other model. */
  static BitSet takesSpaces(GgufMetadata metadata, String[] texts, TokenType[] types) {
    BitSet tokens = new BitSet();
    String name = metadata.string("general.name", "").toLowerCase(Locale.ROOT);
    if (!name.contains("phi-3") && !name.contains("phi3")) {
      return tokens;
    }
    for (int token = 0; token < texts.length; token++) {
      tokens.set(token, types[token].isTakenWhole() && !WITHOUT.contains(texts[token]));
    }
    return tokens;
  }
}
