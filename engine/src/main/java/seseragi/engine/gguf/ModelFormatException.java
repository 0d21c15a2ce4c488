package seseragi.engine.gguf;

import java.nio.file.Path;

/**
 * A model file is not what it claims to be, or holds something that is not supported.
 *
 * <p>The message names file, key, byte and reason, ends with what to do where something can be
 * done, and is safe to print: whatever came out of the file has its control characters escaped.
 */
public final class ModelFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int MAX_QUOTED = 120;

  private final transient Path file;
  private final long offset;
  private final String key;
  private final String reason;

  /**
   * @param file the file that was read
   * @param offset byte in the file where the trouble was found, or -1 when no single byte is to
   *     blame
   * @param key metadata key or tensor name, or the empty string
   * @param reason what was found, what was expected, what to do
   */
  public ModelFormatException(Path file, long offset, String key, String reason) {
    super(message(file, offset, key, reason));
    this.file = file;
    this.offset = offset;
    this.key = key;
    this.reason = reason;
  }

  private static String message(Path file, long offset, String key, String reason) {
    StringBuilder text = new StringBuilder().append(file).append(": ");
    if (!key.isEmpty()) {
      text.append('\'').append(printable(key)).append('\'');
    }
    if (offset >= 0) {
      text.append(key.isEmpty() ? "" : " ").append("at byte ").append(offset);
    }
    if (!key.isEmpty() || offset >= 0) {
      text.append(": ");
    }
    return text.append(reason).toString();
  }

  /**
   * Text from a file, made safe to print: control and unpaired characters as {@code \}{@code
   * uXXXX}, shortened where long.
   */
  public static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(MAX_QUOTED)
        .forEach(
            c -> {
              if (isPrintable(c)) {
                safe.appendCodePoint(c);
              } else {
                safe.append("\\u%04x".formatted(c));
              }
            });
    return text.codePointCount(0, text.length()) > MAX_QUOTED ? safe + "..." : safe.toString();
  }

  /** False for control, format, unassigned and unpaired characters and line ends. */
  static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** The file that was read. */
  public Path file() {
    return file;
  }

  /** Byte in the file where the trouble was found, or -1. */
  public long offset() {
    return offset;
  }

  /** Metadata key or tensor name, or the empty string. As in the file: not made printable. */
  public String key() {
    return key;
  }

  /** What was found, what was expected, what to do. */
  public String reason() {
    return reason;
  }
}
