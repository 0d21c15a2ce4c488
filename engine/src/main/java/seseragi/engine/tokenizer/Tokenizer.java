package seseragi.engine.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

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
   * The tokens of the joined text of segments, as if it were one text: a word may reach over the
   * border of two segments. But a control token comes only from text that is trusted from its first
   * character to its last. In the same time as {@link #encode(String, boolean, boolean)}.
   *
   * <p>The default encodes segment by segment: right for a tokenizer that joins no characters.
   *
   * @param addSpecial put the model's beginning (and end) token around it, if the model asks for it
   */
  default int[] encode(List<TextSegment> segments, boolean addSpecial) {
    IntStream.Builder tokens = IntStream.builder();
    for (TextSegment segment : segments) {
      for (int token : encode(segment.text(), false, segment.trusted())) {
        tokens.add(token);
      }
    }
    IntStream joined = tokens.build();
    OptionalInt beginning = addSpecial && addsBeginning() ? beginningOfText() : OptionalInt.empty();
    return IntStream.concat(beginning.stream(), joined).toArray();
  }

  /**
   * The bytes that a token stands for: possibly part of a UTF-8 character. A control token gives
   * its text (as {@code <|im_end|>}); {@link StreamingDecoder} leaves such tokens out where asked.
   *
   * @throws IndexOutOfBoundsException if there is no such token
   */
  byte[] bytes(int token);

  /**
   * The same bytes without a new array: copies to {@code target} from {@code at} on what fits.
   *
   * @return how many bytes the token has, copied or not
   * @throws IndexOutOfBoundsException if there is no such token
   */
  default int copyBytes(int token, byte[] target, int at) {
    byte[] bytes = bytes(token);
    System.arraycopy(bytes, 0, target, at, Math.min(bytes.length, target.length - at));
    return bytes.length;
  }

  /** True for control and unknown tokens, which give no text unless special tokens are rendered. */
  boolean isSpecial(int token);

  /** Tokens that end a generation. */
  Set<Integer> endOfGeneration();

  /** Beginning of text, where the model has one. */
  OptionalInt beginningOfText();

  /** End of text, where the model has one. */
  OptionalInt endOfText();

  /** Whether the model asks for the beginning token before a text. */
  default boolean addsBeginning() {
    return false;
  }

  /** The id of the token with exactly this text, control tokens included. */
  OptionalInt find(String tokenText);

  /**
   * The texts of the tokens that play a part, under the names that chat templates know: {@code
   * bos_token}, {@code eos_token}, {@code unk_token}, {@code pad_token} and so on. Only those that
   * the model has.
   */
  default Map<String, String> specialTokenTexts() {
    return Map.of();
  }

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
