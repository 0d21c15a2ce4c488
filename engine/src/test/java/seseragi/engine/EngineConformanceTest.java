package seseragi.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import seseragi.engine.gguf.ModelFormatException;
import seseragi.kernels.KvType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The greedy tokens of known models, through the whole engine: all prompts at once, in small
 * pieces, twice (the second time from the prefix cache), in a cache so small that some are
 * preempted.
 */
@Tag("conformance")
class EngineConformanceTest {
  @TestFactory
  Stream<DynamicTest> models() throws IOException {
    String fixtures = System.getProperty("fixtures", "");
    assertFalse(fixtures.isBlank(), "no fixtures: run with -Dfixtures=DIR");
    List<Path> expected;
    try (Stream<Path> files = Files.list(Path.of(fixtures, "models"))) {
      expected = files.filter(f -> f.toString().endsWith(".expected.json")).sorted().toList();
    }
    assertFalse(expected.isEmpty(), "no *.expected.json in " + fixtures);
    return expected.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path expectedFile) throws InterruptedException {
    JsonNode expected = new ObjectMapper().readTree(expectedFile.toFile());
    Path model = Path.of(expectedFile.toString().replace(".expected.json", ".gguf"));
    // 25 blocks of 16: the prompts of 8, 40 and 300 tokens fit, with their answers just not
    EngineOptions options =
        new EngineOptions(0, 16, 25 * 16, 0, KvType.F32, 8, 16, 96, true, 0, 1 << 20, true);
    try (Engine engine = Engine.open(model, options)) {
      for (int round = 0; round < 2; round++) {
        runAll(engine, expected);
      }
      assertTrue(engine.stats().preemptions() > 0, engine.stats().toString());
      assertTrue(engine.stats().prefixHitTokens() > 0, engine.stats().toString());
    } catch (ModelFormatException refused) {
      if (!refused.reason().contains("not supported yet")) {
        throw refused; // what may be refused is the other test's matter
      }
    }
  }

  private static void runAll(Engine engine, JsonNode expected) throws InterruptedException {
    List<Recorder> recorders = new ArrayList<>();
    for (JsonNode prompt : expected.get("prompts")) {
      Recorder recorder = new Recorder(1);
      recorders.add(recorder);
      engine.submit(
          GenerationRequest.of(numbers(prompt.get("tokens")))
              .withMaxTokens(prompt.get("greedy").size())
              .withIgnoreEndOfText(true)
              .withSkips(true, false)
              .withLogprobs(0),
          recorder);
    }
    for (int i = 0; i < recorders.size(); i++) {
      List<Integer> tokens =
          recorders.get(i).await().logprobs(0).stream().map(TokenLogprob::token).toList();
      int[] greedy = numbers(expected.get("prompts").get(i).get("greedy"));
      assertEquals(IntStream.of(greedy).boxed().toList(), tokens);
    }
  }

  private static int[] numbers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }
}
