package seseragi.engine.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Tokens to text, as they come: a character is given out when its last byte is there, never in
 * halves, and no byte is lost. Malformed UTF-8 becomes U+FFFD, one for each maximal subpart.
 *
 * <p>Not thread-safe: one decoder per stream.
 */
public final class StreamingDecoder {
  private final Tokenizer tokenizer;
  private final boolean skipSpecial;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream(8);

  public StreamingDecoder(Tokenizer tokenizer, boolean skipSpecial) {
    this.tokenizer = tokenizer;
    this.skipSpecial = skipSpecial;
  }

  /** The text that {@code token} completes; empty if its bytes do not yet end a character. */
  public String accept(int token) {
    if (skipSpecial && tokenizer.isSpecial(token)) {
      return "";
    }
    pending.writeBytes(tokenizer.bytes(token));
    byte[] bytes = pending.toByteArray();
    int whole = bytes.length - incompleteTail(bytes);
    pending.reset();
    pending.write(bytes, whole, bytes.length - whole);
    return new String(bytes, 0, whole, StandardCharsets.UTF_8);
  }

  /** What is left at the end of the stream: an unfinished character, as U+FFFD. */
  public String flush() {
    String rest = pending.toString(StandardCharsets.UTF_8);
    pending.reset();
    return rest;
  }

  /** Bytes at the end that begin a character which may still be completed: 0 to 3. */
  private static int incompleteTail(byte[] bytes) {
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      int b = bytes[bytes.length - back] & 0xff;
      if (b >= 0xc0) {
        int length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
        return back < length ? back : 0;
      }
      if (b < 0x80) {
        return 0;
      }
    }
    return 0;
  }
}
