package seseragi.engine.tokenizer;

/**
 * Tokens to text, as they come: a character is given out when its last byte is there, never in
 * halves, and no byte is lost. Malformed UTF-8 becomes U+FFFD, one for each maximal subpart, as
 * soon as it is known to be malformed (Unicode 16, section 3.9, and the WHATWG Encoding Standard's
 * UTF-8 decoder).
 *
 * <p>Allocates nothing but the strings. Not thread-safe: one decoder per stream.
 */
public final class StreamingDecoder {
  private static final char REPLACEMENT = '\ufffd';

  private final Tokenizer tokenizer;
  private final boolean skipSpecial;
  private final StringBuilder text = new StringBuilder(32);
  private byte[] bytes = new byte[64];

  /** The bits so far of a character that has begun, and how many bytes it still lacks. */
  private int codePoint;

  private int missing;

  /** What the next byte of that character may be. */
  private int lowest = 0x80;

  private int highest = 0xbf;

  public StreamingDecoder(Tokenizer tokenizer, boolean skipSpecial) {
    this.tokenizer = tokenizer;
    this.skipSpecial = skipSpecial;
  }

  /** The text that {@code token} completes; empty if its bytes do not yet end a character. */
  public String accept(int token) {
    if (skipSpecial && tokenizer.isSpecial(token)) {
      return "";
    }
    int length = tokenizer.copyBytes(token, bytes, 0);
    if (length > bytes.length) {
      bytes = new byte[length];
      tokenizer.copyBytes(token, bytes, 0);
    }
    for (int i = 0; i < length; i++) {
      decode(bytes[i] & 0xff);
    }
    return take();
  }

  /** What is left at the end of the stream: an unfinished character, as U+FFFD. */
  public String flush() {
    if (missing > 0) {
      replaceUnfinished();
    }
    return take();
  }

  private String take() {
    if (text.isEmpty()) {
      return "";
    }
    String taken = text.toString();
    text.setLength(0);
    return taken;
  }

  private void decode(int b) {
    if (missing > 0) {
      if (b >= lowest && b <= highest) {
        proceed(b);
        return;
      }
      replaceUnfinished(); // and this byte begins anew
    }
    begin(b);
  }

  private void proceed(int b) {
    codePoint = codePoint << 6 | (b & 0x3f);
    lowest = 0x80;
    highest = 0xbf;
    if (--missing == 0) {
      text.appendCodePoint(codePoint);
    }
  }

  private void begin(int b) {
    if (b < 0x80) {
      text.append((char) b);
    } else if (b >= 0xc2 && b <= 0xdf) {
      expect(1, b & 0x1f);
    } else if (b >= 0xe0 && b <= 0xef) {
      expect(2, b & 0x0f);
      lowest = b == 0xe0 ? 0xa0 : 0x80; // no longer form of a shorter character
      highest = b == 0xed ? 0x9f : 0xbf; // no surrogate
    } else if (b >= 0xf0 && b <= 0xf4) {
      expect(3, b & 0x07);
      lowest = b == 0xf0 ? 0x90 : 0x80;
      highest = b == 0xf4 ? 0x8f : 0xbf; // not beyond U+10FFFF
    } else {
      text.append(REPLACEMENT);
    }
  }

  private void expect(int bytesMissing, int bits) {
    missing = bytesMissing;
    codePoint = bits;
  }

  private void replaceUnfinished() {
    text.append(REPLACEMENT);
    missing = 0;
    lowest = 0x80;
    highest = 0xbf;
  }
}
