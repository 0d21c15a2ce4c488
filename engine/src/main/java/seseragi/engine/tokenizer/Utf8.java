package seseragi.engine.tokenizer;

/** A reusable buffer for the UTF-8 bytes of a word without unpaired surrogates. */
final class Utf8 {
  private byte[] bytes = new byte[256];
  private int length;

  void encode(String text, int start, int end) {
    if (bytes.length < (end - start) * 3) { // a pair of surrogates has 4 bytes, less than 2 x 3
      bytes = new byte[Math.max((end - start) * 3, bytes.length * 2)];
    }
    length = 0;
    int at = start;
    while (at < end) {
      int codePoint = text.codePointAt(at);
      append(codePoint);
      at += Character.charCount(codePoint);
    }
  }

  private void append(int codePoint) {
    if (codePoint < 0x80) {
      bytes[length++] = (byte) codePoint;
      return;
    }
    if (codePoint < 0x800) {
      bytes[length++] = (byte) (0xc0 | codePoint >> 6);
    } else {
      if (codePoint < 0x10000) {
        bytes[length++] = (byte) (0xe0 | codePoint >> 12);
      } else {
        bytes[length++] = (byte) (0xf0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | (codePoint >> 12 & 0x3f));
      }
      bytes[length++] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
    }
    bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
  }

  int length() {
    return length;
  }

  /** A byte, 0 to 255. */
  int at(int index) {
    return bytes[index] & 0xff;
  }
}
