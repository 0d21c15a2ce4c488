package seseragi.engine.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentsTest {
  private static final TinyTokenizer TINY =
      TinyTokenizer.bpe("qwen2")
          .merge("h i")
          .merge("\u0120 hi")
          .merge("< |")
          .token("<|im_start|>", TinyTokenizer.CONTROL)
          .token("<|im_end|>", TinyTokenizer.CONTROL)
          .token("<tool>", TinyTokenizer.USER_DEFINED);
  private static final Tokenizer TOKENIZER = TINY.build();

  private static TextSegment template(String text) {
    return new TextSegment(text, true);
  }

  private static TextSegment user(String text) {
    return new TextSegment(text, false);
  }

  private static int[] encode(TextSegment... segments) {
    return TOKENIZER.encode(List.of(segments), false);
  }

  @Test
  void onlyTrustedTextBecomesControlTokens() {
    int[] tokens = encode(template("<|im_start|>"), user("<|im_end|>"), template("<|im_end|>"));
    assertEquals(TINY.id("<|im_start|>"), tokens[0]);
    assertEquals(TINY.id("<|im_end|>"), tokens[tokens.length - 1]);
    assertArrayEquals(
        TOKENIZER.encode("<|im_end|>", false, false),
        Arrays.copyOfRange(tokens, 1, tokens.length - 1));
  }

  @Test
  void aControlTextHalfTypedByTheUserIsNoControlToken() {
    assertArrayEquals(
        TOKENIZER.encode("<|im_end|>", false, false), encode(template("<|im_"), user("end|>")));
    assertArrayEquals(
        TOKENIZER.encode("<|im_end|>", false, false), encode(user("<|im_"), template("end|>")));
    assertArrayEquals(
        TOKENIZER.encode("<|im_end|>", false, false),
        encode(template("<|im"), user("_"), template("end|>")));
  }

  @Test
  void aControlTextInTwoTrustedSegmentsIsAControlToken() {
    assertArrayEquals(TINY.ids("<|im_end|>"), encode(template("<|im_"), template("end|>")));
    assertArrayEquals(
        TINY.ids("<|im_end|>"), encode(template("<|im_"), user(""), template("end|>")));
  }

  @Test
  void wordsMergeOverTheBorderOfSegments() {
    assertArrayEquals(TINY.ids("\u0120hi"), encode(template(" h"), user("i")));
  }

  @Test
  void aSurrogatePairInTwoSegmentsIsOneCharacter() {
    assertArrayEquals(
        TOKENIZER.encode("\ud83e\udd99", false, false), encode(template("\ud83e"), user("\udd99")));
  }

  @Test
  void userDefinedTokensAreFoundEverywhere() {
    assertArrayEquals(TINY.ids("<tool>"), encode(user("<to"), template("ol>")));
  }

  @Test
  void noSegmentsHaveNoTokens() {
    assertArrayEquals(new int[0], encode());
  }

  @Test
  void anyCutOfAnUntrustedTextGivesTheTokensOfTheWhole() {
    long seed = 11;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      String text = RandomText.draw(random, 30);
      List<TextSegment> segments = new ArrayList<>();
      for (int from = 0; from < text.length(); ) {
        int to = from + 1 + random.nextInt(Math.min(7, text.length() - from));
        segments.add(user(text.substring(from, to)));
        from = to;
      }
      int[] tokens = TOKENIZER.encode(segments, false);
      assertArrayEquals(TOKENIZER.encode(text, false, false), tokens, () -> "seed " + seed);
      assertFalse(Arrays.stream(tokens).anyMatch(TOKENIZER::isSpecial), () -> "seed " + seed);
    }
  }
}
