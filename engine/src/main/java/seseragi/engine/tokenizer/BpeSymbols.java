package seseragi.engine.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import seseragi.engine.gguf.GgufMetadata;

/**
 * The symbols of a byte-level vocabulary and how they merge. Symbols below the size of the
 * vocabulary are tokens; above it, texts that merges speak of but that are no token plain text may
 * become.
 */
final class BpeSymbols {
  private static final String MERGES = "tokenizer.ggml.merges";

  private final Vocabulary vocabulary;
  private final List<String> texts = new ArrayList<>(); // of the symbols that are no token
  private final Map<String, Integer> ids = new HashMap<>(); // likewise
  private final int[] bytes = new int[256];
  private final MergeTable merges;

  private BpeSymbols(Vocabulary vocabulary, int expectedMerges) {
    this.vocabulary = vocabulary;
    this.merges = new MergeTable(expectedMerges);
    for (int value = 0; value < bytes.length; value++) {
      bytes[value] = symbol(String.valueOf(ByteLevel.character(value)));
    }
  }

  static BpeSymbols read(GgufMetadata metadata, Vocabulary vocabulary) {
    List<String> lines = metadata.strings(MERGES);
    BpeSymbols symbols = new BpeSymbols(vocabulary, lines.size());
    int rank = 0;
    for (String line : lines) {
      int space = line.indexOf(' ', 1);
      if (space < 0 || space == line.length() - 1) {
        throw metadata.refuse(
            MERGES,
            "merge %d is '%s', expected two parts with a space between them"
                .formatted(rank, shortened(line)));
      }
      String left = line.substring(0, space);
      String right = line.substring(space + 1);
      symbols.merges.put(
          symbols.symbol(left), symbols.symbol(right), rank++, symbols.symbol(left + right));
    }
    return symbols;
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private int symbol(String text) {
    int token = vocabulary.findPlain(text);
    if (token >= 0) {
      return token;
    }
    Integer known = ids.get(text);
    if (known != null) {
      return known;
    }
    int symbol = vocabulary.size() + texts.size();
    texts.add(text);
    ids.put(text, symbol);
    return symbol;
  }

  MergeTable merges() {
    return merges;
  }

  /** The symbol of a byte from 0 to 255. */
  int ofByte(int value) {
    return bytes[value];
  }

  /**
   * Adds the token of a symbol. One that is no token falls into the tokens of its bytes; a byte
   * without a token is lost (Falcon's vocabulary lacks some).
   */
  void addTokens(int symbol, IntList tokens) {
    if (symbol < vocabulary.size()) {
      tokens.add(symbol);
      return;
    }
    String text = texts.get(symbol - vocabulary.size());
    for (int i = 0; i < text.length(); i++) {
      int token = vocabulary.findPlain(text.substring(i, i + 1));
      if (token >= 0) {
        tokens.add(token);
      }
    }
  }
}
