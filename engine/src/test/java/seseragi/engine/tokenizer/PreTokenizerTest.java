package seseragi.engine.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreTokenizerTest {
  static final List<String> NAMES =
      List.of(
          "default",
          "llama-bpe",
          "qwen2",
          "tekken",
          "gpt-2",
          "starcoder",
          "falcon",
          "deepseek-coder",
          "deepseek-llm");

  private static final String SPACE =
      "[\\u0009-\\u000D\\u0020\\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]";
  private static final String NOT_SPACE = SPACE.replace("[", "[^");
  private static final String OTHER =
      "[^\\u0009-\\u000D\\u0020\\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\p{L}\\p{N}]";
  private static final String SPACES = "%s+(?!%s)|%s+".formatted(SPACE, NOT_SPACE, SPACE);
  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?" + OTHER + "+|" + SPACES;

  private static List<String> split(String name, String text) {
    IntList ends = new IntList();
    PreTokenizer.named(name).orElseThrow().split(text, 0, text.length(), ends, new IntList());
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < ends.size(); i++) {
      words.add(text.substring(from, ends.get(i)));
      from = ends.get(i);
    }
    return words;
  }

  /** The published pattern, applied by the JDK's regular expressions. */
  private static List<String> splitByPattern(List<String> patterns, String text) {
    List<String> parts = List.of(text);
    for (String pattern : patterns) {
      List<String> finer = new ArrayList<>();
      for (String part : parts) {
        Matcher matcher = Pattern.compile(pattern).matcher(part);
        int from = 0;
        while (matcher.find()) {
          addPart(finer, part.substring(from, matcher.start()));
          addPart(finer, matcher.group());
          from = matcher.end();
        }
        addPart(finer, part.substring(from));
      }
      parts = finer;
    }
    return parts;
  }

  private static void addPart(List<String> parts, String part) {
    if (!part.isEmpty()) {
      parts.add(part);
    }
  }

  private static List<String> patterns(String name) {
    String llama3 =
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?"
            + OTHER
            + "+[\\r\\n]*|"
            + SPACE
            + "*[\\r\\n]+|"
            + SPACES;
    String punctuation = "[\\p{P}\\$\\+<=>\\^~\\|]+";
    String upper = "(?:(?=\\p{L})[^a-z])";
    String lower = "(?:(?=\\p{L})[^A-Z])";
    String odd = "[^\\r\\n\\p{L}\\p{N}]?";
    return switch (name) {
      case "llama-bpe" -> List.of(llama3);
      case "qwen2" -> List.of(llama3.replace("{1,3}", ""));
      case "tekken" ->
          List.of(
              (odd + upper + "*" + lower + "+|" + odd + upper + "+" + lower + "*|\\p{N}| ?")
                  + (OTHER + "+[\\r\\n/]*|" + SPACE + "*[\\r\\n]+|" + SPACES));
      case "gpt-2" -> List.of(GPT2);
      case "starcoder" -> List.of("\\p{N}", GPT2);
      case "falcon" -> List.of(punctuation.replace("]+", "`]+"), GPT2, "[0-9][0-9][0-9]");
      case "default" -> List.of(punctuation, GPT2, "\\p{N}+", "[0-9][0-9][0-9]");
      case "deepseek-coder" ->
          List.of(
              "[\\r\\n]",
              SPACE + "?\\p{L}+",
              SPACE + "?\\p{P}+",
              "[\\u0800-\\u9FA5\\uAC00-\\uD7FF&&" + NOT_SPACE + "]+",
              "\\p{N}");
      case "deepseek-llm" ->
          List.of(
              "[\\r\\n]",
              SPACE + "?[A-Za-z\\u00B5\\u00C0-\\u00D6\\u00D8-\\u00F6\\u01C5\\u0416\\u0437\\uFB01]+",
              SPACE + "?[!-/:-~\\uFF01-\\uFF0F\\uFF1A-\\uFF5E\\u2018-\\u201F\\u3001\\u3002]+",
              SPACE + "+\\z",
              "[\\u0800-\\u9FA5\\uAC00-\\uD7FF&&" + NOT_SPACE + "]+",
              "\\p{N}+");
      default -> throw new IllegalArgumentException(name);
    };
  }

  @Test
  void theScannersSplitAsThePublishedPatternsDo() {
    long seed = 7;
    Random random = new Random(seed);
    for (String name : NAMES) {
      for (int i = 0; i < 1000; i++) {
        String text = Surrogates.repair(RandomText.draw(random, 40));
        assertEquals(
            splitByPattern(patterns(name), text), split(name, text), name + ", seed " + seed);
      }
    }
  }

  @Test
  void tekkenGivesBackUpperCaseUntilALowerCaseLetterIsFound() {
    assertEquals(List.of("\u00e9", "AAA"), split("tekken", "\u00e9AAA"));
    assertEquals(List.of("A\u00e9", "AA"), split("tekken", "A\u00e9AA"));
    assertEquals(List.of("ABCdef", "GHI"), split("tekken", "ABCdefGHI"));
  }

  @ParameterizedTest
  @CsvSource({
    "llama-v3, llama-bpe",
    "falcon3, llama-bpe",
    "deepseek-r1-qwen, qwen2",
    "smollm, starcoder",
    "mpt, gpt-2"
  })
  void otherNamesOfTheSameRuleSplitTheSame(String name, String known) {
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      String text = Surrogates.repair(RandomText.draw(random, 40));
      assertEquals(split(known, text), split(name, text));
    }
  }

  @Test
  void anUnknownNameHasNoRule() {
    assertTrue(PreTokenizer.named("no-such-rule").isEmpty());
  }
}
