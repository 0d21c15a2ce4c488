package seseragi.engine.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The printable character for each byte that byte-level vocabularies are written with: the byte
 * itself where Latin-1 prints it, else a character from U+0100 on (GPT-2, {@code
 * bytes_to_unicode}).
 */
final class ByteLevel {
  private static final char[] CHARACTERS = characters();
  private static final short[] BYTES = bytes();

  private ByteLevel() {}

  /** The character for a byte from 0 to 255. */
  static char character(int value) {
    return CHARACTERS[value];
  }

  /** The bytes that a token stands for; a character outside the table stands for itself. */
  static byte[] decode(String token) {
    byte[] decoded = new byte[token.length()];
    for (int i = 0; i < decoded.length; i++) {
      char c = token.charAt(i);
      if (c >= BYTES.length || BYTES[c] < 0) {
        return decodeMixed(token);
      }
      decoded[i] = (byte) BYTES[c];
    }
    return decoded;
  }

  private static byte[] decodeMixed(String token) {
    var bytes = new ByteArrayOutputStream(token.length() * 3);
    token
        .codePoints()
        .forEach(
            c -> {
              if (c < BYTES.length && BYTES[c] >= 0) {
                bytes.write(BYTES[c]);
              } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
              }
            });
    return bytes.toByteArray();
  }

  private static char[] characters() {
    char[] characters = new char[256];
    char spare = 0x100;
    for (char b = 0; b < 256; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xff && b != 0xad);
      characters[b] = printable ? b : spare++;
    }
    return characters;
  }

  private static short[] bytes() {
    short[] bytes = new short[0x180];
    Arrays.fill(bytes, (short) -1);
    for (short b = 0; b < 256; b++) {
      bytes[CHARACTERS[b]] = b;
    }
    return bytes;
  }
}
