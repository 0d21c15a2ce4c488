package seseragi.engine.gguf;

import java.nio.file.Path;

/** A model file is not what it claims to be, or holds something that is not supported. */
public final class ModelFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

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
    String where = offset < 0 ? "" : " at byte " + offset;
    String what = key.isEmpty() ? "" : " '" + key + "'";
    return file + ":" + what + where + (what.isEmpty() && where.isEmpty() ? " " : ": ") + reason;
  }

  public Path file() {
    return file;
  }

  public long offset() {
    return offset;
  }

  public String key() {
    return key;
  }

  public String reason() {
    return reason;
  }
}
