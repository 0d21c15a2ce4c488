package seseragi.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import seseragi.engine.tokenizer.Tokenizer;

/**
 * Tokens 0 to 255 are bytes; then an end, a control token, one that makes {@link FakeModel} compute
 * NaN; then short pieces of text, some of which are parts of characters. Encodes byte by byte.
 */
final class FakeTokenizer implements Tokenizer {
  static final int END = 256;
  static final int CONTROL = 257;
  static final int POISON = 258;
  static final int SIZE = 280;

  private static final int FIRST_PIECE = 259;

  private final List<byte[]> tokens = new ArrayList<>();

  FakeTokenizer() {
    for (int i = 0; i < 256; i++) {
      tokens.add(new byte[] {(byte) i});
    }
    for (String special : List.of("<end>", "<control>", "<poison>")) {
      tokens.add(special.getBytes(StandardCharsets.UTF_8));
    }
    for (String piece :
        List.of("a", "b", "ab", "ba", "abc", "c", "ca", "せ", "らぎ", " the", "x", "水")) {
      tokens.add(piece.getBytes(StandardCharsets.UTF_8));
    }
    byte[] character = "語".getBytes(StandardCharsets.UTF_8);
    tokens.add(new byte[] {character[0]});
    tokens.add(new byte[] {character[1], character[2]});
    while (tokens.size() < SIZE) {
      tokens.add(("p" + tokens.size()).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Tokens that the fake model prefers. */
  static boolean isLikely(int token) {
    return token >= FIRST_PIECE && token < FIRST_PIECE + 14;
  }

  @Override
  public int vocabularySize() {
    return SIZE;
  }

  @Override
  public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = bytes[i] & 0xff;
    }
    return ids;
  }

  @Override
  public byte[] bytes(int token) {
    return tokens.get(token).clone();
  }

  @Override
  public boolean isSpecial(int token) {
    return token >= END && token < FIRST_PIECE;
  }

  @Override
  public Set<Integer> endOfGeneration() {
    return Set.of(END);
  }

  @Override
  public OptionalInt beginningOfText() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt endOfText() {
    return OptionalInt.of(END);
  }

  @Override
  public OptionalInt find(String tokenText) {
    byte[] wanted = tokenText.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < SIZE; i++) {
      if (java.util.Arrays.equals(tokens.get(i), wanted)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** All bytes of some tokens, as text, in the simplest way. */
  String text(int[] ids, int from, int to) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      if (!isSpecial(ids[i])) {
        bytes.writeBytes(tokens.get(ids[i]));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
