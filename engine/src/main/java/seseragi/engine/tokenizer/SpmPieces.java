package seseragi.engine.tokenizer;

import java.util.Arrays;

/**
 * The pieces of an SPM vocabulary as symbols and merges. Symbols below the size of the vocabulary
 * are tokens; above it, characters that are no token but occur inside one; below zero, any other
 * character.
 */
final class SpmPieces {
  /** Finding all splits of a piece costs the square of its length; Gemma's come to 2^24. */
  static final long MOST_COMPARISONS = 1L << 30;

  private final Vocabulary vocabulary;
  private final int[] ranks; // by token: 0 for the highest score
  private final int[] symbols; // by code point
  private final IntList characters = new IntList(); // of the symbols that are no token
  private final MergeTable merges;
  private boolean crossWords;

  private SpmPieces(Vocabulary vocabulary, float[] scores) {
    this.vocabulary = vocabulary;
    this.ranks = ranks(scores);
    this.symbols = new int[highestCodePoint(vocabulary) + 1];
    this.merges = new MergeTable(vocabulary.size());
  }

  static SpmPieces of(Vocabulary vocabulary, float[] scores) {
    SpmPieces pieces = new SpmPieces(vocabulary, scores);
    pieces.findCharacters();
    pieces.findMerges();
    return pieces;
  }

  /** What {@link #of} will cost. */
  static long comparisons(Vocabulary vocabulary) {
    long sum = 0;
    for (int token = 0; token < vocabulary.size(); token++) {
      long length = vocabulary.text(token).length();
      sum += isPiece(vocabulary, token) ? length * length : 0;
    }
    return sum;
  }

  MergeTable merges() {
    return merges;
  }

  /**
   * Whether some piece goes on after the end of a word. In the vocabularies in use none does, and
   * then words merge one by one, which is faster than a whole text at once and gives the same.
   */
  boolean crossWords() {
    return crossWords;
  }

  /** The symbol of a character. */
  int symbol(int codePoint) {
    return codePoint < symbols.length && symbols[codePoint] >= 0 ? symbols[codePoint] : ~codePoint;
  }

  boolean isToken(int symbol) {
    return symbol >= 0 && symbol < vocabulary.size();
  }

  /** The character of a symbol that is no token. */
  int codePoint(int symbol) {
    return symbol < 0 ? ~symbol : characters.get(symbol - vocabulary.size());
  }

  /** Of two tokens with the same text one is the piece. */
  private static boolean isPiece(Vocabulary vocabulary, int token) {
    return vocabulary.findPlain(vocabulary.text(token)) == token;
  }

  private static int highestCodePoint(Vocabulary vocabulary) {
    int highest = 0;
    for (int token = 0; token < vocabulary.size(); token++) {
      highest = Math.max(highest, vocabulary.text(token).codePoints().max().orElse(0));
    }
    return highest;
  }

  /** Equal scores have equal ranks. */
  private static int[] ranks(float[] scores) {
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    int[] ranks = new int[scores.length];
    for (int token = 0; token < ranks.length; token++) {
      ranks[token] = scores.length - 1 - Arrays.binarySearch(sorted, scores[token]);
    }
    return ranks;
  }

  private void findCharacters() {
    Arrays.fill(symbols, -1);
    for (int token = 0; token < vocabulary.size(); token++) {
      if (isPiece(vocabulary, token)) {
        vocabulary.text(token).codePoints().forEach(this::addCharacter);
      }
    }
  }

  private void addCharacter(int codePoint) {
    if (symbols[codePoint] < 0) {
      int token = vocabulary.findPlain(Character.toString(codePoint));
      if (token < 0) {
        token = vocabulary.size() + characters.size();
        characters.add(codePoint);
      }
      symbols[codePoint] = token;
    }
  }

  private void findMerges() {
    for (int token = 0; token < vocabulary.size(); token++) {
      if (isPiece(vocabulary, token)) {
        String text = vocabulary.text(token);
        findMerges(token, text);
        crossWords |= goesOnAfterWord(text);
      }
    }
  }

  private static boolean goesOnAfterWord(String piece) {
    for (int i = 1; i < piece.length(); i++) {
      if (piece.charAt(i) == SpmEncoder.SPACE_MARK
          && piece.charAt(i - 1) != SpmEncoder.SPACE_MARK) {
        return true;
      }
    }
    return false;
  }

  /** Every two symbols that together read as the token. */
  private void findMerges(int token, String text) {
    int split = text.isEmpty() ? 0 : text.offsetByCodePoints(0, 1);
    while (split < text.length()) {
      int left = symbol(text.substring(0, split));
      int right = left < 0 ? -1 : symbol(text.substring(split));
      if (right >= 0) {
        merges.put(left, right, ranks[token], token);
      }
      split = text.offsetByCodePoints(split, 1);
    }
  }

  private int symbol(String text) {
    int codePoint = text.codePointAt(0);
    return Character.charCount(codePoint) == text.length()
        ? symbols[codePoint]
        : vocabulary.findPlain(text);
  }
}
