package seseragi.server.openai;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import seseragi.engine.tokenizer.Tokenizer;
import tools.jackson.core.JsonGenerator;

/** How a single token is shown: its text, or its bytes where they are part of a character. */
record TokenTexts(Tokenizer tokenizer) {
  /** JSON has no infinity. */
  private static final float LEAST = -9999;

  /** The text of a token; {@code bytes:\xe3\x81} for what is no text by itself, as OpenAI does. */
  String text(int token) {
    byte[] bytes = tokenizer.bytes(token);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      StringBuilder shown = new StringBuilder("bytes:");
      for (byte b : bytes) {
        shown.append("\\x%02x".formatted(b & 0xff));
      }
      return shown.toString();
    }
  }

  /** Writes the member {@code bytes}. */
  void bytes(JsonGenerator out, int token) {
    array(out, "bytes", token);
  }

  /** Writes the member {@code piece}: the text, or the bytes where they are no text. */
  void piece(JsonGenerator out, int token) {
    byte[] bytes = tokenizer.bytes(token);
    try {
      out.writeStringProperty(
          "piece", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      array(out, "piece", token);
    }
  }

  private void array(JsonGenerator out, String name, int token) {
    out.writeArrayPropertyStart(name);
    for (byte b : tokenizer.bytes(token)) {
      out.writeNumber(b & 0xff);
    }
    out.writeEndArray();
  }

  /** A logarithm that JSON can hold. */
  static float finite(float logprob) {
    return Float.isFinite(logprob) ? logprob : LEAST;
  }
}
