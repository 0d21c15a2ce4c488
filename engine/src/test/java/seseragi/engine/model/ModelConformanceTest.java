package seseragi.engine.model;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.ModelFormatException;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvType;
import seseragi.kernels.select.KernelSelection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Models with known results: whatever lies in {@code models/} of the folder given as system
 * property {@code fixtures}. Each {@code NAME.gguf} with a {@code NAME.expected.json} is either
 * computed within tolerance, or refused by name if it is not claimed.
 */
@Tag("conformance")
class ModelConformanceTest {
  private static final Set<String> ARCHITECTURES = Set.of("llama", "qwen2", "qwen3");
  private static final Set<String> TYPES =
      Set.of(
          "F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q4_K_M", "Q4_K_S",
          "Q5_K", "Q5_K_M", "Q5_K_S", "Q6_K", "IQ4_NL");

  private static final List<String> TABLE = new ArrayList<>();
  private static final List<String> REFUSED = new ArrayList<>();
  private static final Set<String> NOT_HERE = new TreeSet<>();

  private static final List<String> BACKENDS = List.of("vector", "avx512vnni", "avxvnni", "avx2");

  /** Largest and mean difference of log-probabilities that the arithmetic may show. */
  private record Tolerance(KvType kvType, double largest, double mean) {}

  /** All in f32. */
  private static final List<Tolerance> EXACT =
      List.of(
          new Tolerance(KvType.F32, 0.002, 0.0003),
          new Tolerance(KvType.F16, 0.03, 0.006),
          new Tolerance(KvType.Q8_0, 0.5, 0.1));

  /** Activations in 8 bits: what the references differ by that do the same. */
  private static final List<Tolerance> ROUNDED =
      List.of(
          new Tolerance(KvType.F32, 0.5, 0.1),
          new Tolerance(KvType.F16, 0.5, 0.1),
          new Tolerance(KvType.Q8_0, 0.5, 0.1));

  @TestFactory
  Stream<DynamicTest> models() throws IOException {
    String fixtures = System.getProperty("fixtures", "");
    assertFalse(fixtures.isBlank(), "no fixtures: run with -Dfixtures=DIR");
    Path folder = Path.of(fixtures, "models");
    List<Path> expected;
    try (Stream<Path> files = Files.list(folder)) {
      expected = files.filter(f -> f.toString().endsWith(".expected.json")).sorted().toList();
    }
    assertFalse(expected.isEmpty(), "no *.expected.json in " + folder);
    return expected.stream()
        .map(file -> DynamicTest.dynamicTest(name(file), () -> check(file, name(file))));
  }

  private static String name(Path expected) {
    return expected.getFileName().toString().replace(".expected.json", "");
  }

  private static void check(Path expectedFile, String name) {
    JsonNode expected = new ObjectMapper().readTree(expectedFile.toFile());
    Path model = expectedFile.resolveSibling(name + ".gguf");
    try {
      for (String backend : BACKENDS) {
        computes(backend, model, name, expected);
      }
    } catch (ModelFormatException e) {
      assertFalse(isClaimed(expected, model), "claimed, but refused: " + e.getMessage());
      assertTrue(e.reason().contains("not supported yet"), e.getMessage());
      REFUSED.add("%-24s %s".formatted(name, e.reason()));
    }
  }

  private static boolean isClaimed(JsonNode expected, Path model) {
    String architecture = expected.get("arch").asString();
    if (!ARCHITECTURES.contains(architecture)
        || !TYPES.contains(expected.get("weights").asString())) {
      return false;
    }
    try (GgufFile file = GgufFile.open(model)) {
      return file.metadata().integer(architecture + ".expert_count", 0) == 0;
    }
  }

  private static void computes(String backend, Path path, String name, JsonNode expected) {
    Kernels kernels;
    try {
      kernels = KernelSelection.create(0, backend).kernels();
    } catch (IllegalArgumentException e) { // not on this machine
      NOT_HERE.add(e.getMessage());
      return;
    }
    int context = expected.get("n_ctx").asInt();
    try (kernels;
        GgufFile file = GgufFile.open(path)) {
      for (Tolerance tolerance : tolerances(backend, expected)) {
        try (Model model =
            ModelLoader.load(file, kernels, new ModelOptions(context, 64), LoadProgress.NONE)) {
          ReferenceRun run = ReferenceRun.of(model, tolerance.kvType(), expected);
          TABLE.add(row(name, kernels.name(), tolerance, run));
          String what = "%s on %s with KV in %s".formatted(name, backend, tolerance.kvType());
          assertAll(
              () -> assertGreedy(run, tolerance, what),
              () -> assertTrue(run.largest() <= tolerance.largest(), what + ": " + run),
              () -> assertTrue(run.mean() <= tolerance.mean(), what + ": " + run),
              () -> assertTrue(run.largestLogit() <= 2 * tolerance.largest(), what + ": " + run));
        }
      }
    }
  }

  /**
   * Every choice is the reference's. Only where keys and values have 8 bits may it be one that is
   * nearly as likely, when each of two log-probabilities may be off by the mean: the files avoid
   * ties, but only those of f16.
   */
  private static void assertGreedy(ReferenceRun run, Tolerance tolerance, String what) {
    if (tolerance.kvType() == KvType.Q8_0) {
      assertTrue(run.widestTie() <= 2 * tolerance.mean(), what + ": greedy tokens, " + run);
    } else {
      assertEquals(run.steps(), run.greedyEqual(), what + ": greedy tokens");
    }
  }

  private static List<Tolerance> tolerances(String backend, JsonNode expected) {
    boolean quantised = expected.get("weights").asString().contains("Q");
    return backend.startsWith("avx") && quantised ? ROUNDED : EXACT;
  }

  private static String row(String name, String kernels, Tolerance tolerance, ReferenceRun run) {
    return "%-24s %-12s %-3s  %2d/%2d  %.6f (<= %.4f)  %.6f (<= %.4f)  %.6f"
        .formatted(
            name,
            kernels,
            tolerance.kvType(),
            run.greedyEqual(),
            run.steps(),
            run.largest(),
            tolerance.largest(),
            run.mean(),
            tolerance.mean(),
            run.largestLogit());
  }

  @AfterAll
  static void printTable() {
    System.out.printf(
        "%n%-24s %-12s %-3s %6s  %-21s  %-21s  %s%n",
        "model", "kernels", "KV", "greedy", "largest logprob diff", "mean", "largest logit diff");
    TABLE.forEach(System.out::println);
    NOT_HERE.forEach(reason -> System.out.println("not tried: " + reason));
    System.out.printf("%n%d files refused by name:%n", REFUSED.size());
    REFUSED.forEach(System.out::println);
  }
}
