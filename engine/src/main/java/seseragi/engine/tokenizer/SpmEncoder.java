package seseragi.engine.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import seseragi.engine.gguf.GgufMetadata;

/**
 * SentencePiece-style: spaces become U+2581, neighbouring pieces merge by highest score, and what
 * has no piece becomes its bytes.
 */
final class SpmEncoder implements TextEncoder {
  private static final String SCORES = "tokenizer.ggml.scores";
  static final char SPACE_MARK = '\u2581';

  private final SpmPieces pieces;
  private final boolean spacePrefix;
  private final int[] byteTokens = new int[256];
  private final int unknown;

  private SpmEncoder(Vocabulary vocabulary, SpmPieces pieces, boolean spacePrefix) {
    this.pieces = pieces;
    this.spacePrefix = spacePrefix;
    this.unknown = vocabulary.role(SpecialRole.UNKNOWN).orElse(-1);
    Arrays.fill(byteTokens, -1);
    for (int token = 0; token < vocabulary.size(); token++) {
      if (vocabulary.type(token) == TokenType.BYTE) {
        byteTokens[TokenBytes.byteValue(vocabulary.text(token))] = token;
      }
    }
  }

  static SpmEncoder read(GgufMetadata metadata, Vocabulary vocabulary) {
    float[] scores = metadata.numbers(SCORES);
    VocabularyReader.requireSize(metadata, SCORES, scores.length, vocabulary.size());
    for (int token = 0; token < scores.length; token++) {
      if (!Float.isFinite(scores[token])) {
        throw metadata.refuse(
            SCORES,
            "the score of token %d is %s, expected a number".formatted(token, scores[token]));
      }
    }
    long comparisons = SpmPieces.comparisons(vocabulary);
    if (comparisons > SpmPieces.MOST_COMPARISONS) {
      throw metadata.refuse(
          VocabularyReader.TOKENS,
          "the pieces are too long: the squares of their lengths sum to %d, at most %d"
              .formatted(comparisons, SpmPieces.MOST_COMPARISONS));
    }
    boolean spacePrefix = metadata.bool("tokenizer.ggml.add_space_prefix", true);
    return new SpmEncoder(vocabulary, SpmPieces.of(vocabulary, scores), spacePrefix);
  }

  @Override
  public Run start(String text, IntList tokens) {
    Merger merger = new Merger(pieces.merges());
    return (start, end, afterSpecial) -> encode(text, start, end, afterSpecial, merger, tokens);
  }

  private void encode(
      String text, int start, int end, boolean afterSpecial, Merger merger, IntList tokens) {
    boolean prefixed = spacePrefix && afterSpecial;
    int from = start;
    while (from < end) {
      int to = pieces.crossWords() ? end : wordEnd(text, from, end);
      encodeWord(text, from, to, prefixed && from == start, merger, tokens);
      from = to;
    }
  }

  /** After spaces and what follows them, before the next space. */
  private static int wordEnd(String text, int from, int end) {
    int at = from;
    while (at < end && isSpace(text.charAt(at))) {
      at++;
    }
    while (at < end && !isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == SPACE_MARK;
  }

  private void encodeWord(
      String text, int start, int end, boolean prefixed, Merger merger, IntList tokens) {
    int[] symbols = merger.symbols(end - start + 1);
    int count = 0;
    if (prefixed) {
      symbols[count++] = pieces.symbol(SPACE_MARK);
    }
    int at = start;
    while (at < end) {
      int codePoint = text.codePointAt(at);
      symbols[count++] = pieces.symbol(codePoint == ' ' ? SPACE_MARK : codePoint);
      at += Character.charCount(codePoint);
    }
    int left = merger.merge(count);
    for (int i = 0; i < left; i++) {
      if (pieces.isToken(symbols[i])) {
        tokens.add(symbols[i]);
      } else {
        addBytes(pieces.codePoint(symbols[i]), tokens);
      }
    }
  }

  private void addBytes(int codePoint, IntList tokens) {
    byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    for (byte b : bytes) {
      if (byteTokens[b & 0xff] < 0) {
        addUnknown(tokens);
        return;
      }
    }
    for (byte b : bytes) {
      tokens.add(byteTokens[b & 0xff]);
    }
  }

  private void addUnknown(IntList tokens) {
    if (unknown >= 0) {
      tokens.add(unknown);
    }
  }
}
