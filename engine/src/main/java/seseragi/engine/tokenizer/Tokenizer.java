package seseragi.engine.tokenizer;

import java.util.OptionalInt;
import java.util.Set;

/**
 * Text to tokens and back, for one vocabulary. Immutable; may be used by several threads at once.
 */
public interface Tokenizer {
  /** Number of tokens; ids are 0 to this less one. */
  int vocabularySize();

  /**
   * The tokens of a text, in time linear (or n log n) in its length.
   *
   * @param text any string; an unpaired surrogate counts as U+FFFD
   * @param addSpecial put the model's beginning (and end) token around it, if the model asks for it
   * @param parseSpecial let the texts of control tokens in {@code text} become those tokens; else
   *     they are plain text
   */
  int[] encode(String text, boolean addSpecial, boolean parseSpecial);

  /**
   * The bytes that a token stands for: possibly part of a UTF-8 character. A control token gives
   * its text (as {@code <|im_end|>}); {@link StreamingDecoder} leaves such tokens out where asked.
   *
   * @throws IndexOutOfBoundsException if there is no such token
   */
  byte[] bytes(int token);

  /** True for control and unknown tokens, which give no text unless special tokens are rendered. */
  boolean isSpecial(int token);

  /** Tokens that end a generation. */
  Set<Integer> endOfGeneration();

  /** Beginning of text, where the model has one. */
  OptionalInt beginningOfText();

  /** End of text, where the model has one. */
  OptionalInt endOfText();

  /** The id of the token with exactly this text, control tokens included. */
  OptionalInt find(String tokenText);

  /** The text of tokens; malformed UTF-8 becomes U+FFFD. */
  default String decode(int[] tokens, boolean skipSpecial) {
    StreamingDecoder decoder = new StreamingDecoder(this, skipSpecial);
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      text.append(decoder.accept(token));
    }
    return text.append(decoder.flush()).toString();
  }
}
