package seseragi.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import seseragi.engine.tokenizer.Tokenizer;

class ChoiceTextTest {
  /** Token {@code i} is the i-th piece. */
  private record Pieces(List<byte[]> pieces) implements Tokenizer {
    static Pieces of(String... texts) {
      List<byte[]> bytes = new ArrayList<>();
      for (String text : texts) {
        bytes.add(text.getBytes(StandardCharsets.UTF_8));
      }
      return new Pieces(bytes);
    }

    @Override
    public int vocabularySize() {
      return pieces.size();
    }

    @Override
    public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
      throw new UnsupportedOperationException("only decodes");
    }

    @Override
    public byte[] bytes(int token) {
      return pieces.get(token);
    }

    @Override
    public boolean isSpecial(int token) {
      return false;
    }

    @Override
    public Set<Integer> endOfGeneration() {
      return Set.of();
    }

    @Override
    public OptionalInt beginningOfText() {
      return OptionalInt.empty();
    }

    @Override
    public OptionalInt endOfText() {
      return OptionalInt.empty();
    }

    @Override
    public OptionalInt find(String tokenText) {
      return OptionalInt.empty();
    }
  }

  private static ChoiceText text(Pieces pieces, String... stops) {
    return new ChoiceText(pieces, true, new StopStrings(List.of(stops)));
  }

  @Test
  void textWithoutStopStringsComesAtOnce() {
    ChoiceText text = text(Pieces.of("one ", "two"));
    assertFalse(text.append(0));
    assertEquals("one ", text.take());
    assertFalse(text.append(1));
    assertEquals("two", text.take());
    assertEquals("", text.take());
  }

  @Test
  void stopStringSplitOverThreeTokensNeverLeaks() {
    ChoiceText text = text(Pieces.of("so E", "N", "D, more"), "END");
    assertFalse(text.append(0));
    assertEquals("so ", text.take());
    assertFalse(text.append(1));
    assertEquals("", text.take());
    assertTrue(text.append(2));
    text.finish();
    assertEquals("", text.take());
    assertTrue(text.stopped());
  }

  @Test
  void whatOnlyLookedLikeAStopStringIsGivenOut() {
    ChoiceText text = text(Pieces.of("EN", "EN", "d"), "END");
    text.append(0);
    text.append(1);
    assertEquals("EN", text.take());
    text.append(2);
    assertEquals("ENd", text.take());
  }

  @Test
  void whatIsHeldAtTheEndIsGivenOut() {
    ChoiceText text = text(Pieces.of("the EN"), "END");
    text.append(0);
    assertEquals("the ", text.take());
    text.finish();
    assertEquals("EN", text.take());
    assertFalse(text.stopped());
  }

  @Test
  void theOneThatIsCompleteFirstWins() {
    ChoiceText text = text(Pieces.of("xabcd"), "abcd", "bc");
    assertTrue(text.append(0));
    assertEquals("xa", text.take());
  }

  @Test
  void ofTwoThatEndTogetherTheLongerWins() {
    ChoiceText text = text(Pieces.of("xabc"), "bc", "abc");
    assertTrue(text.append(0));
    assertEquals("x", text.take());
  }

  @Test
  void aCharacterIsNeverSplit() {
    byte[] character = "語".getBytes(StandardCharsets.UTF_8);
    ChoiceText text =
        text(
            new Pieces(
                List.of(new byte[] {character[0], character[1]}, new byte[] {character[2]})));
    text.append(0);
    assertEquals("", text.take());
    text.append(1);
    assertEquals("語", text.take());
  }

  @Test
  void theResultDoesNotDependOnHowTheTextIsCut() {
    for (long seed = 1; seed <= 3000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String whole = letters(random, random.nextInt(0, 60));
      List<String> stops = new ArrayList<>();
      while (stops.size() < 4 && random.nextInt(3) > 0) {
        stops.add(letters(random, random.nextInt(1, 7)));
      }
      checkCut(seed, random, whole, stops);
    }
  }

  private static void checkCut(
      long seed, SplittableRandom random, String whole, List<String> stops) {
    List<String> cut = new ArrayList<>();
    for (int from = 0; from < whole.length(); ) {
      int to = Math.min(whole.length(), from + random.nextInt(0, 5));
      cut.add(whole.substring(from, to));
      from = to;
    }
    String expected = simply(whole, stops);
    ChoiceText text = text(Pieces.of(cut.toArray(new String[0])), stops.toArray(new String[0]));
    StringBuilder shown = new StringBuilder();
    boolean stopped = false;
    for (int token = 0; token < cut.size() && !stopped; token++) {
      stopped = text.append(token);
      shown.append(text.take());
      assertTrue(expected.startsWith(shown.toString()), "seed " + seed + " leaked: " + shown);
      assertEquals(shown.length(), text.released());
    }
    text.finish();
    shown.append(text.take());
    assertEquals(expected, shown.toString(), "seed " + seed + " " + stops + " in " + whole);
    assertEquals(expected.length() < whole.length(), stopped, "seed " + seed);
  }

  /** The text before the stop string that ends first; of several the longest. */
  private static String simply(String whole, List<String> stops) {
    for (int end = 1; end <= whole.length(); end++) {
      int longest = 0;
      for (String stop : stops) {
        if (whole.substring(0, end).endsWith(stop)) {
          longest = Math.max(longest, stop.length());
        }
      }
      if (longest > 0) {
        return whole.substring(0, end - longest);
      }
    }
    return whole;
  }

  private static String letters(SplittableRandom random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(random.nextInt(12) == 0 ? "語" : random.nextInt(2) == 0 ? "a" : "b");
    }
    return text.toString();
  }
}
