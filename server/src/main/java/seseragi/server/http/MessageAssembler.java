package seseragi.server.http;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Puts text messages together from their frames. RFC 6455 wants a message that is not UTF-8 to fail
 * the connection; Vert.x would replace its bytes.
 */
final class MessageAssembler {
  /** What a frame did. */
  sealed interface Result {}

  /** The message goes on. */
  record More() implements Result {}

  /** The message is whole. */
  record Complete(String text) implements Result {}

  /** The message is larger than it may be. */
  record TooBig() implements Result {}

  /** The message is not UTF-8. */
  record NotText() implements Result {}

  private final int limit;
  private Buffer parts = Buffer.buffer();

  /**
   * @param limit bytes of a message
   */
  MessageAssembler(int limit) {
    this.limit = limit;
  }

  Result append(Buffer part, boolean isFinal) {
    if (parts.length() + (long) part.length() > limit) {
      parts = Buffer.buffer();
      return new TooBig();
    }
    if (!isFinal) {
      parts.appendBuffer(part);
      return new More();
    }
    byte[] whole = parts.appendBuffer(part).getBytes();
    parts = Buffer.buffer();
    try {
      return new Complete(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(whole)).toString());
    } catch (CharacterCodingException e) {
      return new NotText();
    }
  }
}
