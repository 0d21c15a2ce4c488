package seseragi.engine.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class SpmTokenizerTest {
  private static final String MARK = "\u2581";

  private static TinyTokenizer abc() {
    return TinyTokenizer.spm()
        .piece("a", -10)
        .piece("b", -11)
        .piece("c", -12)
        .piece(MARK + "a", -3)
        .piece("ab", -2)
        .piece("bc", -1)
        .piece("abc", -5);
  }

  private static int[] plain(Tokenizer tokenizer, String text) {
    return tokenizer.encode(text, false, false);
  }

  @Test
  void theEmptyTextHasNoTokensAndNoSpacePrefix() {
    Tokenizer tokenizer = abc().build();
    assertArrayEquals(new int[0], plain(tokenizer, ""));
    assertArrayEquals(new int[] {1}, tokenizer.encode("", true, true));
  }

  @Test
  void thePairOfHighestScoreMergesFirst() {
    TinyTokenizer tiny = abc();
    // "bc" (-1) before "ab" (-2); then "▁a" (-3) before "abc" (-5)
    assertArrayEquals(tiny.ids(MARK + "a", "bc"), plain(tiny.build(), "abc"));
  }

  @Test
  void ofEqualScoresTheLeftmostPairMergesFirst() {
    TinyTokenizer tiny = TinyTokenizer.spm().piece("a", -1).piece("aa", -2);
    assertArrayEquals(tiny.ids(MARK, "aa", "a"), plain(tiny.build(), "aaa"));
  }

  @Test
  void aPrefixIsPutBeforeEveryRunThatFollowsASpecialToken() {
    TinyTokenizer tiny = abc();
    Tokenizer tokenizer = tiny.build();
    assertArrayEquals(
        tiny.ids(MARK + "a", "<s>", MARK, MARK, "c"), tokenizer.encode("a<s> c", false, true));
  }

  @Test
  void withoutSpacePrefixTheTextIsTakenAsItIs() {
    TinyTokenizer tiny = abc();
    tiny.file.bool("tokenizer.ggml.add_space_prefix", false);
    assertArrayEquals(tiny.ids("abc"), plain(tiny.build(), "abc"));
  }

  @Test
  void aCharacterWithoutPieceBecomesItsBytes() {
    TinyTokenizer tiny = abc();
    assertArrayEquals(tiny.ids(MARK, "<0xE3>", "<0x81>", "<0x9B>"), plain(tiny.build(), "\u305b"));
  }

  @Test
  void withoutByteTokensACharacterIsUnknown() {
    TinyTokenizer tiny = TinyTokenizer.spmWithoutBytes().piece("a", -1);
    assertArrayEquals(tiny.ids(MARK, "a", "<unk>"), plain(tiny.build(), "a\u00e9"));
  }

  @Test
  void aPieceThatGoesOverASpaceIsFound() {
    TinyTokenizer tiny = abc().piece("a" + MARK, -0.5f).piece("a" + MARK + "b", -0.4f);
    assertArrayEquals(tiny.ids(MARK, "a" + MARK + "b"), plain(tiny.build(), "a b"));
  }

  @Test
  void controlTextInAnUntrustedTextStaysTextEvenIfPiecesLeadToIt() {
    TinyTokenizer tiny =
        TinyTokenizer.spm().piece("<", -1).piece("s", -2).piece(">", -3).piece("<s", -4);
    Tokenizer tokenizer = tiny.build();
    assertArrayEquals(tiny.ids(MARK, "<s", ">"), plain(tokenizer, "<s>"));
    assertArrayEquals(tiny.ids("<s>"), tokenizer.encode("<s>", false, true));
  }

  @Test
  void userDefinedTextIsOneTokenInBothModes() {
    TinyTokenizer tiny = abc().token("<think>", TinyTokenizer.USER_DEFINED);
    Tokenizer tokenizer = tiny.build();
    int[] expected = tiny.ids(MARK + "a", "<think>", MARK, "c");
    assertArrayEquals(expected, tokenizer.encode("a<think>c", false, false));
    assertArrayEquals(expected, tokenizer.encode("a<think>c", false, true));
  }

  @Test
  void beginningAndEndAreAddedWhereTheFileAsks() {
    TinyTokenizer tiny = abc();
    tiny.file.bool("tokenizer.ggml.add_eos_token", true);
    assertArrayEquals(tiny.ids("<s>", MARK + "a", "</s>"), tiny.build().encode("a", true, false));
  }

  @Test
  void phi3ChatTokensTakeTheSpacesOnTheirRight() {
    TinyTokenizer tiny = abc().token("<|user|>", TinyTokenizer.CONTROL);
    tiny.file.string("general.name", "Phi-3 mini");
    assertArrayEquals(
        tiny.ids("<|user|>", MARK + "a"), tiny.build().encode("<|user|> \n a", false, true));
  }
}
