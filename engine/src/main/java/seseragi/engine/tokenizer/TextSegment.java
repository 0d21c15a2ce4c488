package seseragi.engine.tokenizer;

import java.util.Objects;

/**
 * A stretch of a text that is to become tokens.
 *
 * @param text any string
 * @param trusted whether the texts of control tokens in it may become those tokens. Only who writes
 *     the prompt's structure is trusted; what a user typed is not
 */
public record TextSegment(String text, boolean trusted) {
  public TextSegment {
    Objects.requireNonNull(text, "text");
  }
}
