package seseragi.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A text from the arguments or from standard input. */
final class Input {
  /** Most bytes that are read; more is no prompt but a mistake. */
  static final int MAX_BYTES = 64 << 20;

  private Input() {}

  /**
   * The words, joined by spaces; without words, or for a single {@code -}, all of standard input,
   * as it is.
   */
  static String text(Io io, List<String> words) {
    if (!words.isEmpty() && !words.equals(List.of("-"))) {
      return String.join(" ", words);
    }
    if (io.inputIsTerminal() && words.isEmpty()) {
      throw new CommandException("give a text as an argument, or pipe one in");
    }
    try {
      byte[] bytes = io.in().readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CommandException(
            "standard input is longer than %d MiB; give a shorter text".formatted(MAX_BYTES >> 20));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CommandException("standard input is not UTF-8; convert it, as with iconv", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without the line break that {@code echo} puts at the end. */
  static String withoutLastLineBreak(String text) {
    return text.replaceFirst("\\R\\z", "");
  }
}
