package seseragi.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Set;
import seseragi.engine.tokenizer.Tokenizer;

/** A token for each byte, and two control tokens. */
final class ByteTokenizer implements Tokenizer {
  static final int BEGIN = 256;
  static final int END = 257;
  private static final String[] SPECIAL = {"<|begin|>", "<|end|>"};

  @Override
  public int vocabularySize() {
    return 258;
  }

  @Override
  public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    java.util.List<Integer> tokens = new java.util.ArrayList<>();
    if (addSpecial) {
      tokens.add(BEGIN);
    }
    for (int i = 0; i < text.length(); ) {
      int special = parseSpecial ? specialAt(text, i) : -1;
      if (special >= 0) {
        tokens.add(special);
        i += SPECIAL[special - BEGIN].length();
      } else {
        int c = text.codePointAt(i);
        plain.reset();
        plain.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        for (byte b : plain.toByteArray()) {
          tokens.add(b & 0xff);
        }
        i += Character.charCount(c);
      }
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int specialAt(String text, int at) {
    for (int i = 0; i < SPECIAL.length; i++) {
      if (text.startsWith(SPECIAL[i], at)) {
        return BEGIN + i;
      }
    }
    return -1;
  }

  @Override
  public byte[] bytes(int token) {
    return token < 256
        ? new byte[] {(byte) token}
        : SPECIAL[token - BEGIN].getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean isSpecial(int token) {
    return token >= BEGIN;
  }

  @Override
  public Set<Integer> endOfGeneration() {
    return Set.of(END);
  }

  @Override
  public OptionalInt beginningOfText() {
    return OptionalInt.of(BEGIN);
  }

  @Override
  public OptionalInt endOfText() {
    return OptionalInt.of(END);
  }

  @Override
  public OptionalInt find(String tokenText) {
    int special = specialAt(tokenText, 0);
    return special >= 0 ? OptionalInt.of(special) : OptionalInt.empty();
  }
}
