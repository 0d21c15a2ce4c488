package seseragi.engine.tokenizer;

import seseragi.engine.gguf.GgufMetadata;

/**
 * Byte-level BPE: text is cut into words, each word is UTF-8 bytes, and neighbours merge in the
 * order of the model's list (Radford et al. 2019, section 2.2).
 */
final class BpeEncoder implements TextEncoder {
  private final BpeSymbols symbols;
  private final Vocabulary vocabulary;
  private final PreTokenizer preTokenizer;
  private final int longestToken;

  private BpeEncoder(Vocabulary vocabulary, BpeSymbols symbols, PreTokenizer preTokenizer) {
    this.vocabulary = vocabulary;
    this.symbols = symbols;
    this.preTokenizer = preTokenizer;
    int longest = 0;
    for (int token = 0; token < vocabulary.size(); token++) {
      longest = Math.max(longest, vocabulary.text(token).length());
    }
    this.longestToken = longest;
  }

  static BpeEncoder read(GgufMetadata metadata, Vocabulary vocabulary, PreTokenizer preTokenizer) {
    return new BpeEncoder(vocabulary, BpeSymbols.read(metadata, vocabulary), preTokenizer);
  }

  @Override
  public Run start(String text, IntList tokens) {
    return new Words(text, tokens);
  }

  private final class Words implements Run {
    private final String text;
    private final IntList tokens;
    private final IntList ends = new IntList();
    private final IntList spare = new IntList();
    private final Utf8 utf8 = new Utf8();
    private final Merger merger = new Merger(symbols.merges());

    Words(String text, IntList tokens) {
      this.text = text;
      this.tokens = tokens;
    }

    @Override
    public void encode(int start, int end, boolean afterSpecial) {
      preTokenizer.split(text, start, end, ends, spare);
      int from = start;
      for (int i = 0; i < ends.size(); i++) {
        encodeWord(from, ends.get(i));
        from = ends.get(i);
      }
    }

    private void encodeWord(int start, int end) {
      utf8.encode(text, start, end);
      int token = preTokenizer.ignoreMerges() ? wholeWord() : -1;
      if (token >= 0) {
        tokens.add(token);
        return;
      }
      int count = utf8.length();
      int[] word = merger.symbols(count);
      for (int i = 0; i < count; i++) {
        word[i] = symbols.ofByte(utf8.at(i));
      }
      int left = merger.merge(count);
      for (int i = 0; i < left; i++) {
        symbols.addTokens(word[i], tokens);
      }
    }

    private int wholeWord() {
      if (utf8.length() > longestToken) {
        return -1;
      }
      char[] characters = new char[utf8.length()];
      for (int i = 0; i < characters.length; i++) {
        characters[i] = ByteLevel.character(utf8.at(i));
      }
      return vocabulary.findPlain(new String(characters));
    }
  }
}
