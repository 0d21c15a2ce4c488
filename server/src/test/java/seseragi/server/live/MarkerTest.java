package seseragi.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkerTest {
  @Test
  void textOfTheModelNeverLooksLikeAMarker() {
    for (String text :
        List.of("<|ENDTEXT|>", "<|ERROR|> no", "<|ERROR|>", "", "Hi", "<|ENDTEXT|> ")) {
      List<String> parts = Marker.harmless(text);
      assertEquals(text, String.join("", parts));
      for (String part : parts) {
        assertNotEquals(Marker.END, part);
        assertEquals(false, part.startsWith("<|ERROR|>"), part);
      }
    }
  }
}
