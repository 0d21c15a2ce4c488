package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import seseragi.engine.ModelInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EngineBenchTest {
  private static final ModelInfo MODEL =
      new ModelInfo(
          "m", "llama", Path.of("m.gguf"), 3L << 20, 1_100_000_000, "Q8_0", 8, 8, 9, Map.of());

  @Test
  void ratesAreOfAllSequencesTogether() {
    BenchReport.Row row = new BenchReport.Row(4, 128, 0, List.of(1.0, 2.0));
    assertEquals(List.of(512.0, 256.0), row.rates());
    assertEquals(384, row.mean());
    assertEquals(181.02, row.deviation(), 0.01);
    assertEquals(0, new BenchReport.Row(1, 1, 0, List.of(1.0)).deviation());
  }

  @Test
  void testsAreNamedAsLlamaBenchNamesThem() {
    assertEquals("pp128", new BenchReport.Row(1, 128, 0, List.of(1.0)).test());
    assertEquals("tg32", new BenchReport.Row(1, 0, 32, List.of(1.0)).test());
    assertEquals("pp128+tg32", new BenchReport.Row(1, 128, 32, List.of(1.0)).test());
  }

  @Test
  void theReportIsATableOrForPrograms() {
    BenchReport report =
        new BenchReport(
            MODEL, "scalar", 2, List.of(new BenchReport.Row(16, 0, 32, List.of(1.0, 1.0))));
    String table = report.text(BenchReport.Format.MD);
    assertTrue(
        table
            .lines()
            .toList()
            .get(2)
            .matches(
                "\\| llama Q8_0 \\| 3\\.00 MiB \\| 1\\.10 B \\| scalar +\\| +2 \\| +16 \\| tg32 \\| +512\\.00 ± 0\\.00 \\|"),
        table);
    JsonNode json = JsonMapper.shared().readTree(report.text(BenchReport.Format.JSON));
    assertEquals(512.0, json.get(0).get("avg_ts").asDouble());
    assertEquals(16, json.get(0).get("batch").asInt());
    String csv = report.text(BenchReport.Format.CSV);
    assertEquals(
        "\"llama Q8_0\",3145728,1100000000,\"scalar\",2,16,tg32,0,32,512.000,0.000",
        csv.lines().toList().get(1));
  }

  @Test
  void theFirstSequencesHaveTokensLeftWhenTheLastOneBegins() {
    // 16 prompts of 128 in steps of 64 tokens, of which decode rows take up to 16
    int needed = EngineBench.tokensNeeded(128, 32, 16, 64);
    assertTrue(needed >= 128 + 32 + 16 * 128 / 48, "needed " + needed);
    assertEquals(1 + 32 + 3, EngineBench.tokensNeeded(0, 32, 1, 512));
  }

  @Test
  void theBuiltInModelIsMeasuredThroughTheEngine() {
    Captured run = new Captured();
    int code = run.run("bench", "engine", "-p", "16", "-n", "4", "-b", "1,3", "-r", "2", "--json");
    assertEquals(0, code, run.err());
    JsonNode rows = JsonMapper.shared().readTree(run.out());
    assertEquals(6, rows.size());
    for (JsonNode row : rows) {
      assertTrue(row.get("avg_ts").asDouble() > 0, run.out());
      assertEquals(2, row.get("samples_ns").size());
    }
  }

  @Test
  void badNumbersAreNotUnderstood() {
    Captured run = new Captured();
    assertEquals(2, run.run("bench", "-p", "0", "-n", "0"));
    assertEquals(2, run.run("bench", "-b", "1,0"));
    assertEquals(2, run.run("bench", "-r", "0"));
  }
}
