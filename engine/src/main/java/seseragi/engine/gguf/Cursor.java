package seseragi.engine.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a file from its start, little-endian. Whatever would reach past its end, and every count
 * that the bytes left cannot hold, is refused before anything is allocated.
 */
final class Cursor {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final MemorySegment bytes;
  private long position;
  private String key = ""; // what is being read, for errors

  Cursor(Path file, MemorySegment bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  long position() {
    return position;
  }

  long left() {
    return bytes.byteSize() - position;
  }

  /** Names what is read from here on; for errors only. */
  void reading(String key) {
    this.key = key;
  }

  ModelFormatException refuse(long offset, String reason) {
    return new ModelFormatException(file, offset, key, reason);
  }

  /** Steps over {@code count} bytes; the offset of the first of them. */
  long skip(long count, String what) {
    if (count < 0 || count > left()) {
      throw refuse(
          position,
          ("%s takes %s bytes, but the file ends after %d (%d bytes in all). "
                  + "The file is incomplete or damaged: download it again.")
              .formatted(what, Long.toUnsignedString(count), left(), bytes.byteSize()));
    }
    long start = position;
    position += count;
    return start;
  }

  byte u8(String what) {
    return bytes.get(ValueLayout.JAVA_BYTE, skip(1, what));
  }

  /** An unsigned 32-bit number. */
  long u32(String what) {
    return Integer.toUnsignedLong(bytes.get(INT, skip(4, what)));
  }

  /** A 64-bit number; one beyond 2^63 comes out negative. */
  long u64(String what) {
    return bytes.get(LONG, skip(8, what));
  }

  /** A 64-bit count of things that take at least {@code minimumBytes} each. */
  long count(String what, int minimumBytes) {
    long start = position;
    long count = u64(what);
    if (count < 0 || count > left() / minimumBytes) {
      throw refuse(
          start,
          ("the %s is given as %s, but the %d bytes left can hold at most %d. "
                  + "The file is incomplete or damaged: download it again.")
              .formatted(what, Long.toUnsignedString(count), left(), left() / minimumBytes));
    }
    return count;
  }

  /**
   * Steps over a string of at most {@code limit} bytes; its length. It ends at {@link #position}.
   */
  long skipString(String what, long limit) {
    long start = position;
    long length = count("length of " + what, 1);
    if (length > limit) {
      throw refuse(start, "%s has %d bytes, at most %d are allowed".formatted(what, length, limit));
    }
    position += length;
    return length;
  }

  /** A name: 1 to {@code limit} bytes of UTF-8 that can be printed. */
  String name(String what, int limit) {
    long start = position;
    int length = (int) skipString(what, limit);
    String name = utf8(bytes.asSlice(position - length, length), start, what);
    if (name.isEmpty()) {
      throw refuse(start, what + " is empty");
    }
    if (!name.codePoints().allMatch(ModelFormatException::isPrintable)) {
      throw refuse(
          start,
          "%s '%s' has characters that cannot be printed"
              .formatted(what, ModelFormatException.printable(name)));
    }
    return name;
  }

  private String utf8(MemorySegment slice, long start, String what) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(slice.toArray(ValueLayout.JAVA_BYTE)))
          .toString();
    } catch (CharacterCodingException e) {
      throw refuse(start, what + " is not UTF-8 (" + e.getMessage() + ")");
    }
  }
}
