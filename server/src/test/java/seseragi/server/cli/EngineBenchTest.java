package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import seseragi.engine.ModelInfo;
import seseragi.kernels.profile.Profile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EngineBenchTest {
  private static final ModelInfo MODEL =
      new ModelInfo(
          "m", "llama", Path.of("m.gguf"), 3L << 20, 1_100_000_000, "Q8_0", 8, 8, 9, Map.of());

  @Test
  void ratesAreOfAllSequencesTogether() {
    BenchReport.Row row = row(4, 128, 0, 1.0, 2.0);
    assertEquals(List.of(512.0, 256.0), row.rates());
    assertEquals(384, row.mean());
    assertEquals(181.02, row.deviation(), 0.01);
    assertEquals(0, row(1, 1, 0, 1.0).deviation());
  }

  private static BenchReport.Row row(int batch, int prompt, int generated, Double... seconds) {
    return new BenchReport.Row(
        new BenchTest(batch, 0, prompt, generated), List.of(seconds), Optional.empty());
  }

  @Test
  void testsAreNamedAsLlamaBenchNamesThem() {
    assertEquals("pp128", new BenchTest(1, 0, 128, 0).name());
    assertEquals("tg32", new BenchTest(1, 0, 0, 32).name());
    assertEquals("pp128+tg32", new BenchTest(1, 0, 128, 32).name());
    assertEquals("tg32 @ d2048", new BenchTest(1, 2048, 0, 32).name());
  }

  @Test
  void theReportIsATableOrForPrograms() {
    BenchReport report = new BenchReport(MODEL, "scalar", 2, List.of(row(16, 0, 32, 1.0, 1.0)));
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
        "\"llama Q8_0\",3145728,1100000000,\"scalar\",2,16,tg32,0,32,0,512.000,0.000",
        csv.lines().toList().get(1));
  }

  @Test
  void theFirstSequencesHaveTokensLeftWhenTheLastOneBegins() {
    // 48 of the 64 tokens of a step are left for prompts: each has one token, and up to a block
    // again
    int answer = new BenchTest(16, 100, 0, 32).answer(64, 16);
    assertTrue(answer >= 32 + 16 * 17 / 48, "answer " + answer);
  }

  @Test
  void wholeRequestsGenerateExactlyWhatIsCounted() {
    BenchTest test = new BenchTest(16, 2048, 128, 64);
    assertEquals(64, test.answer(512, 16));
    assertEquals(2048 + 128 + 64, test.needed(512, 16));
    assertEquals(16 * (128 + 64), test.tokens());
  }

  @Test
  void theBuiltInModelIsMeasuredThroughTheEngine() {
    Captured run = new Captured();
    int code =
        run.run(
            "bench", "engine", "-p", "16", "-n", "4", "-pg", "16,4", "-b", "1,3", "-r", "2",
            "--json");
    assertEquals(0, code, run.err());
    JsonNode rows = JsonMapper.shared().readTree(run.out());
    assertEquals(
        List.of("pp16", "tg4", "pp16+tg4", "pp16", "tg4", "pp16+tg4"),
        rows.valueStream().map(row -> row.get("test").asString()).toList());
    for (JsonNode row : rows) {
      assertTrue(row.get("avg_ts").asDouble() > 0, run.out());
      assertEquals(2, row.get("samples_ns").size());
    }
  }

  @Test
  void aDepthIsComputedOnceAndMeasuredOn() {
    Captured run = new Captured();
    int code =
        run.run(
            "bench",
            "-p",
            "8",
            "-n",
            "4",
            "-d",
            "70",
            "-b",
            "1,3",
            "-r",
            "3",
            "--no-warmup",
            "--max-num-batched-tokens",
            "32",
            "--json");
    assertEquals(0, code, run.err());
    JsonNode rows = JsonMapper.shared().readTree(run.out());
    assertEquals("tg4 @ d70", rows.get(1).get("test").asString());
    assertEquals(70, rows.get(3).get("n_depth").asInt());
  }

  @Test
  void repetitionsWaitForTheirTurnAndEndWithTheInput() {
    Captured run = new Captured().reading("\n\n");
    int code = run.run("bench", "-p", "8", "-n", "0", "-r", "5", "--turns");
    assertEquals(0, code, run.err());
    List<JsonNode> lines = run.out().lines().map(JsonMapper.shared()::readTree).toList();
    assertEquals("pp8", lines.getFirst().get("ready").asString());
    assertEquals(3, lines.size());
    assertTrue(lines.get(1).get("seconds").asDouble() > 0);
    assertTrue(lines.get(2).get("seconds").asDouble() > 0);
  }

  @Test
  void aProfileSaysWhereTheTimeWent() {
    BenchProfile profile =
        new BenchProfile(
            new BenchTest(4, 0, 128, 0),
            100_000_000,
            List.of(new Profile.Line("matmul 64 -> 8", 3, 80_000_000, 10_000_000, 8L << 30, 0)));
    List<String> lines = profile.markdown().lines().toList();
    assertEquals("pp128, 4 at once:", lines.getFirst());
    assertEquals(
        "| matmul 64 -> 8 | 3 | 80.0 | 80.0 % | 10.0 % | 107.4 | |",
        lines.get(4).replaceAll(" +", " "));
    assertEquals("| all else | | 20.0 | 20.0 % | | | |", lines.get(5).replaceAll(" +", " "));
    assertEquals("| sum | | 100.0 | 100.0 % | 10.0 % | | |", lines.get(6).replaceAll(" +", " "));
  }

  @Test
  void theBuiltInModelIsProfiled() {
    Captured run = new Captured();
    int code = run.run("bench", "-p", "16", "-n", "4", "-r", "2", "--profile", "--json");
    assertEquals(0, code, run.err());
    for (JsonNode row : JsonMapper.shared().readTree(run.out())) {
      JsonNode profile = row.get("profile");
      double shares =
          profile.get("operations").valueStream().mapToDouble(o -> o.get("share").asDouble()).sum();
      assertTrue(shares > 0 && shares < 1, run.out());
      assertTrue(profile.get("rest_ns").asLong() > 0, run.out());
    }
    Captured table = new Captured();
    assertEquals(0, table.run("bench", "-p", "0", "-n", "4", "-r", "1", "--profile"), table.err());
    assertTrue(table.out().contains("attention, 1 row"), table.out());
  }

  @Test
  void badNumbersAreNotUnderstood() {
    Captured run = new Captured();
    assertEquals(2, run.run("bench", "-p", "0", "-n", "0"));
    assertEquals(2, run.run("bench", "-b", "1,0"));
    assertEquals(2, run.run("bench", "-r", "0"));
    assertEquals(2, run.run("bench", "-d", "-1"));
    assertEquals(2, run.run("bench", "-pg", "128"));
    assertEquals(2, run.run("bench", "-pg", "128,0"));
    assertEquals(2, run.run("bench", "--profile", "--turns"));
    assertEquals(2, run.run("bench", "--profile", "-o", "csv"));
  }

  @Test
  void whatIsLongerThanTheContextFailsAndSaysSo() {
    Captured run = new Captured();
    assertEquals(1, run.run("bench", "-p", "0", "-n", "8", "-d", "100000"));
    assertTrue(run.err().contains("at most 2048"), run.err());
  }
}
