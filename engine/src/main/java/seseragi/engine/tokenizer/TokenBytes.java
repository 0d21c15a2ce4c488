package seseragi.engine.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import seseragi.engine.gguf.GgufMetadata;

/** The bytes that each token of a vocabulary stands for, in one array. */
final class TokenBytes {
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-Fa-f]{2})>");

  private final byte[] bytes;
  private final int[] ends; // by token

  private TokenBytes(byte[] bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
  }

  /**
   * @param decoder the bytes of a normal token's text, by the rules of the kind of tokenizer
   */
  static TokenBytes of(
      GgufMetadata metadata, Vocabulary vocabulary, Function<String, byte[]> decoder) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(vocabulary.size() * 8);
    int[] ends = new int[vocabulary.size()];
    for (int token = 0; token < ends.length; token++) {
      String text = vocabulary.text(token);
      switch (vocabulary.type(token)) {
        case NORMAL -> bytes.writeBytes(decoder.apply(text));
        case CONTROL, UNKNOWN, USER_DEFINED ->
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        case BYTE -> {
          if (!BYTE.matcher(text).matches()) {
            throw metadata.refuse(
                VocabularyReader.TOKENS,
                "token %d is a byte, but its text is not as <0x0A>".formatted(token));
          }
          bytes.write(byteValue(text));
        }
        case UNUSED, UNDEFINED -> {}
      }
      ends[token] = bytes.size();
    }
    return new TokenBytes(bytes.toByteArray(), ends);
  }

  /** The byte, 0 to 255, that {@code <0x0A>} stands for. */
  static int byteValue(String text) {
    return Integer.parseInt(text.substring(3, 5), 16);
  }

  byte[] of(int token) {
    return Arrays.copyOfRange(bytes, start(token), ends[token]);
  }

  /** Copies what fits and tells how many bytes the token has. */
  int copy(int token, byte[] target, int at) {
    int start = start(token);
    int length = ends[token] - start;
    System.arraycopy(bytes, start, target, at, Math.min(length, target.length - at));
    return length;
  }

  private int start(int token) {
    Objects.checkIndex(token, ends.length);
    return token == 0 ? 0 : ends[token - 1];
  }
}
