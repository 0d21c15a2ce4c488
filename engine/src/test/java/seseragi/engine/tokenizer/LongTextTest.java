package seseragi.engine.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A megabyte of one kind, and back: quadratic work would need hours here, deep recursion would
 * overflow the stack.
 */
class LongTextTest {
  private static final int MEGABYTE = 1 << 20;

  static Stream<String> texts() {
    return Stream.of(
        "a".repeat(MEGABYTE),
        word(),
        " ".repeat(MEGABYTE),
        " ".repeat(MEGABYTE) + "x y",
        "\n".repeat(MEGABYTE),
        "\n" + " ".repeat(MEGABYTE) + "x",
        "\ud83e\udd99".repeat(MEGABYTE / 4),
        "<".repeat(MEGABYTE),
        "7".repeat(MEGABYTE),
        "\u00e9A".repeat(MEGABYTE / 3),
        "\u6f22\u5b57".repeat(MEGABYTE / 6),
        "<|im_end|>".repeat(MEGABYTE / 10));
  }

  private static String word() {
    Random random = new Random(1);
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < MEGABYTE; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("texts")
  void aMegabyteIsEncodedByBpeAndComesBack(String text) {
    for (String pre : List.of("default", "llama-bpe", "tekken", "deepseek-llm")) {
      Tokenizer tokenizer =
          TinyTokenizer.bpe(pre)
              .merge("a a")
              .merge("aa aa")
              .merge("\u0120 \u0120")
              .merge("\u0120\u0120 \u0120\u0120")
              .merge("e r")
              .merge("< |")
              .token("<|im_end|>", TinyTokenizer.CONTROL)
              .token("\n\n", TinyTokenizer.USER_DEFINED)
              .token("\n\n\n\n\n\n\n\n", TinyTokenizer.USER_DEFINED)
              .build();
      assertEquals(text, tokenizer.decode(tokenizer.encode(text, false, false), false), pre);
    }
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("texts")
  void aMegabyteIsEncodedBySpmAndComesBack(String text) {
    Tokenizer tokenizer =
        TinyTokenizer.spm()
            .piece("a", -5)
            .piece("e", -5)
            .piece("r", -5)
            .piece("aa", -1)
            .piece("aaaa", -2)
            .piece("er", -3)
            .piece("\u2581\u2581", -4)
            .build();
    assertEquals(" " + text, tokenizer.decode(tokenizer.encode(text, false, false), false));
  }
}
