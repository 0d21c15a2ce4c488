package seseragi.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import seseragi.engine.EngineStats;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EngineFrameTest {
  private static final EngineStats STATS =
      new EngineStats(2, 1, 8, 3, 1, 4, 1, 100, 40, 90, 12, 0, 7, 0);

  private final StepLog log = new StepLog();
  private final EngineFrame frame = new EngineFrame(log);

  private JsonNode next(int... holders) {
    return new JsonMapper()
        .readTree(new String(frame.next(STATS, holders), StandardCharsets.UTF_8));
  }

  @Test
  void aCellSaysWhatABlockIs() {
    assertEquals("012333", EngineFrame.cells(new int[] {0, -1, 1, 2, 3, 900}, 1));
  }

  @Test
  void aCellOfSeveralBlocksIsTheMostWantedOfThem() {
    assertEquals("123", EngineFrame.cells(new int[] {0, -1, 1, -1, 2}, 2));
    assertEquals("0", EngineFrame.cells(new int[] {0, 0, 0}, 4));
  }

  @Test
  void aLargeCacheIsDrawnWithAThousandCells() {
    JsonNode blocks = next(new int[100_000]).at("/blocks");
    assertEquals(98, blocks.at("/per_cell").intValue());
    assertEquals(1021, blocks.at("/cells").stringValue().length());
  }

  @Test
  void eachStepIsToldOnce() {
    log.onStep(3, 128, 2_500_000);
    assertEquals("[[3,128,2500]]", next().at("/steps").toString());
    assertEquals("[]", next().at("/steps").toString());
  }

  @Test
  void ofManyStepsTheNewestAreTold() {
    IntStream.range(0, 1000).forEach(i -> log.onStep(i, 0, 1000));
    JsonNode steps = next().at("/steps");
    assertEquals(StepLog.MOST, steps.size());
    assertEquals("[999,0,1]", steps.get(StepLog.MOST - 1).toString());
  }

  @Test
  void stepsThatAreTooLargeForTheLogStayReadable() {
    log.onStep(1 << 20, 1 << 20, Long.MAX_VALUE);
    assertEquals("[[32767,32767,4294967295]]", next().at("/steps").toString());
  }

  @Test
  void countsAreThoseOfTheEngine() {
    JsonNode told = next();
    assertEquals(2, told.at("/running").intValue());
    assertEquals(1, told.at("/waiting").intValue());
    assertEquals(12, told.at("/generated_tokens").intValue());
    assertEquals(40, told.at("/prefix_hit_tokens").intValue());
    assertEquals("", told.at("/blocks/cells").stringValue());
  }
}
