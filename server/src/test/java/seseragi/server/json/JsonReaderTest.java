package seseragi.server.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
  private final JsonReader reader = new JsonReader(5, 10, 1000);

  @Test
  void readsWhatIsWithinTheLimits() {
    assertEquals(1234567890, read("{\"a\":[[[[1234567890]]]]}").at("/a/0/0/0/0").intValue());
  }

  @Test
  void saysWhereItStopped() {
    MalformedJsonException e =
        assertThrows(MalformedJsonException.class, () -> read("{\"a\":\n  oops}"));
    assertTrue(e.getMessage().contains("line 2"), e.getMessage());
  }

  @Test
  void namesLimitsWithoutTheMethodsThatSetThem() {
    for (String text :
        new String[] {"[[[[[[1]]]]]]", "[12345678901]", "[\"" + "x".repeat(1001) + "\"]"}) {
      MalformedJsonException e = assertThrows(MalformedJsonException.class, () -> read(text));
      assertFalse(e.getMessage().contains("`"), e.getMessage());
      assertTrue(e.getMessage().matches(".*maximum allowed \\(\\d+\\).*"), e.getMessage());
    }
  }

  @Test
  void refusesWhatIsDeeperLongerOrTwice() {
    for (String text :
        new String[] {
          "[[[[[[1]]]]]]",
          "[12345678901]",
          "{\"a\":1,\"a\":2}",
          "[\"" + "x".repeat(1001) + "\"]",
          "[1] [2]",
          "[NaN]",
          "[1,]",
          "/* */ []",
          "[01]",
          "\uFEFF[]",
          "",
        }) {
      assertThrows(MalformedJsonException.class, () -> read(text), text);
    }
  }

  @Test
  void mutantsOfARequestAreReadOrRefused() {
    byte[] valid =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud83d\\ude00 \u00e9\"}],\"n\":1e2}"
            .getBytes(StandardCharsets.UTF_8);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] mutant = valid.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      try {
        reader.read(mutant);
      } catch (MalformedJsonException e) {
        // refused, as it should be
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", mutant " + i, e);
      }
    }
  }

  @Test
  void unpairedSurrogatesBecomeReplacements() {
    assertEquals("a\uFFFDb", JsonText.wellFormed("a\ud800b"));
    assertEquals("\uFFFD", JsonText.wellFormed("\udc00"));
    assertEquals("x\uFFFD", JsonText.wellFormed("x\ud83d"));
    String whole = "\ud83d\ude00";
    assertSame(whole, JsonText.wellFormed(whole));
  }

  private tools.jackson.databind.JsonNode read(String text) {
    return reader.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
