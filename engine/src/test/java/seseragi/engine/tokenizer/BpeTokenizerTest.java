package seseragi.engine.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BpeTokenizerTest {
  private static int[] plain(Tokenizer tokenizer, String text) {
    return tokenizer.encode(text, false, false);
  }

  @Test
  void theEmptyTextHasNoTokens() {
    assertArrayEquals(new int[0], TinyTokenizer.bpe("gpt-2").build().encode("", true, true));
  }

  @Test
  void mergesComeInTheOrderOfTheList() {
    TinyTokenizer tiny = TinyTokenizer.bpe("gpt-2").merge("b c").merge("a b").merge("a bc");
    assertArrayEquals(tiny.ids("abc"), plain(tiny.build(), "abc"));
    TinyTokenizer other = TinyTokenizer.bpe("gpt-2").merge("a b").merge("b c");
    assertArrayEquals(other.ids("ab", "c"), plain(other.build(), "abc"));
  }

  @Test
  void longWordsMergeAsShortOnesDo() {
    TinyTokenizer tiny = TinyTokenizer.bpe("gpt-2").merge("a b").merge("ab ab").merge("c abab");
    Tokenizer tokenizer = tiny.build();
    int[] tokens = plain(tokenizer, "cabab".repeat(1000));
    assertEquals(1000, tokens.length);
    assertTrue(Arrays.stream(tokens).allMatch(t -> t == tiny.id("cabab")));
  }

  @Test
  void nothingMergesOverTheBorderOfTwoWords() {
    TinyTokenizer tiny = TinyTokenizer.bpe("gpt-2").merge("a \u0120").merge("\u0120 b");
    assertArrayEquals(tiny.ids("a", "\u0120b"), plain(tiny.build(), "a b"));
  }

  @Test
  void anUnpairedSurrogateIsTheReplacementCharacter() {
    Tokenizer tokenizer = TinyTokenizer.bpe("gpt-2").build();
    assertArrayEquals(plain(tokenizer, "\ufffda"), plain(tokenizer, "\ud83ea"));
    assertArrayEquals(plain(tokenizer, "\ufffd\ufffd"), plain(tokenizer, "\udd99\ud83e"));
    assertArrayEquals(new int[] {0xf0, 0x9f, 0xa6, 0x99}, plain(tokenizer, "\ud83e\udd99"));
  }

  @Test
  void aWordThatIsATokenIsThatTokenWhereMergesAreIgnored() {
    assertArrayEquals(
        new int[] {256}, plain(TinyTokenizer.bpe("llama-bpe").token("abc", 1).build(), "abc"));
    assertArrayEquals(
        new int[] {'a', 'b', 'c'},
        plain(TinyTokenizer.bpe("qwen2").token("abc", 1).build(), "abc"));
  }

  @Test
  void aWholeWordNeverBecomesAControlToken() {
    TinyTokenizer tiny = TinyTokenizer.bpe("llama-bpe").token("stop", TinyTokenizer.CONTROL);
    assertArrayEquals(new int[] {'s', 't', 'o', 'p'}, plain(tiny.build(), "stop"));
  }

  @Test
  void mergesNeverMakeAControlToken() {
    TinyTokenizer tiny = TinyTokenizer.bpe("gpt-2").token("<>", TinyTokenizer.CONTROL).merge("< >");
    Tokenizer tokenizer = tiny.build();
    assertArrayEquals(new int[] {'<', '>'}, plain(tokenizer, "<>"));
    assertArrayEquals(tiny.ids("<>"), tokenizer.encode("<>", false, true));
  }

  @Test
  void longerSpecialTokensAreFoundFirstWhereverTheyStand() {
    TinyTokenizer tiny =
        TinyTokenizer.bpe("gpt-2")
            .token("ab", TinyTokenizer.USER_DEFINED)
            .token("bcd", TinyTokenizer.USER_DEFINED);
    assertArrayEquals(tiny.ids("a", "bcd"), plain(tiny.build(), "abcd"));
    assertArrayEquals(tiny.ids("ab", "c", "c"), plain(tiny.build(), "abcc"));
  }

  @Test
  void aShorterSpecialTokenIsFoundInWhatTheLongerOneLeaves() {
    TinyTokenizer tiny =
        TinyTokenizer.bpe("gpt-2")
            .token("x", TinyTokenizer.USER_DEFINED)
            .token("xxx", TinyTokenizer.USER_DEFINED);
    int one = tiny.id("x");
    int three = tiny.id("xxx");
    assertArrayEquals(new int[] {three, three, one, one}, plain(tiny.build(), "x".repeat(8)));
  }

  @Test
  void wellKnownEndsOfGenerationAreFoundByTheirText() {
    TinyTokenizer tiny =
        TinyTokenizer.bpe("qwen2")
            .token("<|endoftext|>", TinyTokenizer.CONTROL)
            .token("<|im_start|>", TinyTokenizer.CONTROL)
            .token("<|im_end|>", TinyTokenizer.NORMAL)
            .token("</done>", TinyTokenizer.CONTROL);
    tiny.file.uint32("tokenizer.ggml.eos_token_id", 259);
    Tokenizer tokenizer = tiny.build();
    assertEquals(Set.of(256, 258, 259), tokenizer.endOfGeneration());
    assertTrue(tokenizer.isSpecial(258), "a token known by its text is a control token");
    assertEquals("</done>", tokenizer.specialTokenTexts().get("eos_token"));
  }

  @Test
  void everyStringComesBackFromItsTokens() {
    long seed = 20261121;
    Random random = new Random(seed);
    for (String pre : PreTokenizerTest.NAMES) {
      Tokenizer tokenizer =
          TinyTokenizer.bpe(pre).merge("e r").merge("\u0120 t").merge("h e").build();
      for (int i = 0; i < 200; i++) {
        String text = RandomText.draw(random, 60);
        assertEquals(
            Surrogates.repair(text),
            tokenizer.decode(plain(tokenizer, text), false),
            () -> pre + ", seed " + seed);
      }
    }
  }
}
