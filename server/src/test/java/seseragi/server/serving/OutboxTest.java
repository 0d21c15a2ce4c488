package seseragi.server.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import seseragi.engine.FinishReason;
import seseragi.engine.GenerationEvent;
import seseragi.engine.GenerationEvent.ChoiceFinished;
import seseragi.engine.GenerationEvent.Delta;

class OutboxTest {
  @Test
  void textsOfOneChoiceMeltTogetherAndOthersDoNot() {
    Outbox<Integer> outbox = new Outbox<>(10_000);
    outbox.add(0, text(0, "a"));
    outbox.add(0, text(0, "b"));
    outbox.add(0, text(1, "c"));
    outbox.add(1, text(1, "d"));
    outbox.add(1, new ChoiceFinished(1, FinishReason.STOP));
    assertEquals(new Delta(0, "ab", 2, List.of()), outbox.remove().event());
    assertEquals(text(1, "c"), outbox.remove().event());
    assertEquals(1, outbox.remove().of());
    assertEquals(new ChoiceFinished(1, FinishReason.STOP), outbox.remove().event());
    assertTrue(outbox.isEmpty());
  }

  @Test
  void tooMuchIsToldAndEmptyingMakesRoomAgain() {
    Outbox<Integer> outbox = new Outbox<>(1000);
    assertFalse(outbox.add(0, text(0, "x".repeat(600))));
    outbox.clear();
    assertTrue(outbox.add(0, text(0, "x".repeat(100))));
  }

  @Test
  void whateverTheOrderNoTextIsLostOrMoved() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Outbox<Integer> outbox = new Outbox<>(Long.MAX_VALUE);
      StringBuilder[] in = {new StringBuilder(), new StringBuilder()};
      StringBuilder[] out = {new StringBuilder(), new StringBuilder()};
      for (int i = 0; i < 200; i++) {
        if (random.nextInt(4) > 0) {
          int choice = random.nextInt(2);
          String text = "x".repeat(random.nextInt(3000)) + i;
          in[choice].append(text);
          outbox.add(0, text(choice, text));
        } else if (!outbox.isEmpty()) {
          take(outbox, out);
        }
      }
      while (!outbox.isEmpty()) {
        take(outbox, out);
      }
      assertEquals(in[0].toString(), out[0].toString(), "seed " + seed);
      assertEquals(in[1].toString(), out[1].toString(), "seed " + seed);
    }
  }

  private static void take(Outbox<Integer> outbox, StringBuilder[] out) {
    Delta delta = (Delta) outbox.remove().event();
    out[delta.choice()].append(delta.text());
  }

  private static GenerationEvent text(int choice, String text) {
    return new Delta(choice, text, 1, List.of());
  }
}
