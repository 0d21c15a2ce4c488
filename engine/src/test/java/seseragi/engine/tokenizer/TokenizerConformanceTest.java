package seseragi.engine.tokenizer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import seseragi.engine.gguf.GgufFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Every tokenizer in the folder {@code tokenizers} of the fixtures: {@code mvn verify -Pconformance
 * -Dfixtures=DIR}. Prints a table at the end.
 */
@Tag("conformance")
class TokenizerConformanceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TABLE = new ArrayList<>();

  @TempDir static Path unpacked;

  @TestFactory
  Stream<DynamicTest> everyTokenizerGivesTheReferenceTokensAndText() throws IOException {
    String fixtures = System.getProperty("fixtures", "");
    assertFalse(fixtures.isBlank(), "say where the fixtures are: -Dfixtures=DIR");
    Path folder = Path.of(fixtures).toAbsolutePath().resolve("tokenizers");
    List<String> names = names(folder);
    assertFalse(names.isEmpty(), "no *.cases.json and no *.detok.json in " + folder);
    JsonNode index = index(folder);
    return names.stream().map(name -> dynamicTest(name, () -> check(folder, name, index)));
  }

  @AfterAll
  static void printTable() {
    System.out.printf(
        "%n%-18s %-11s %-9s %-7s %-9s %-6s %s%n",
        "tokenizer",
        "cases",
        "detok",
        "pieces",
        "nospecial",
        "eog",
        "ms for 1 MB: cases, one word, spaces, emoji");
    TABLE.forEach(System.out::println);
  }

  private static List<String> names(Path folder) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".cases.json") || file.endsWith(".detok.json"))
          .forEach(file -> names.add(file.replaceAll("\\.(cases|detok)\\.json$", "")));
    }
    return List.copyOf(names);
  }

  private static JsonNode index(Path folder) {
    Path file = folder.resolve("index.json");
    return Files.exists(file) ? JSON.readTree(file) : JSON.createArrayNode();
  }

  private static void check(Path folder, String name, JsonNode index) throws IOException {
    Optional<Path> file = vocabulary(folder, name);
    if (file.isEmpty()) {
      TABLE.add("%-18s skipped: no .gguf (tokenizer.json is not read yet)".formatted(name));
      return;
    }
    TokenizerFixture fixture;
    try (GgufFile gguf = GgufFile.open(file.get())) {
      fixture = new TokenizerFixture(Tokenizers.of(gguf.metadata()));
    }
    array(folder.resolve(name + ".cases.json")).forEach(fixture::checkCase);
    array(folder.resolve(name + ".detok.json")).forEach(fixture::checkDetokenization);
    index
        .valueStream()
        .filter(entry -> entry.path("name").asString("").equals(name))
        .forEach(fixture::checkIndex);
    TABLE.add(fixture.row(name) + " " + fixture.megabytes());
    assertTrue(
        fixture.failures().isEmpty(),
        () ->
            name
                + ": "
                + fixture.failures().size()
                + " failures, first of them:\n"
                + String.join("\n", fixture.failures().stream().limit(20).toList()));
  }

  private static JsonNode array(Path file) {
    return Files.exists(file) ? JSON.readTree(file) : JSON.createArrayNode();
  }

  private static Optional<Path> vocabulary(Path folder, String name) throws IOException {
    Path plain = folder.resolve(name + ".gguf");
    if (Files.exists(plain)) {
      return Optional.of(plain);
    }
    Path packed = folder.resolve(name + ".gguf.gz");
    if (!Files.exists(packed)) {
      return Optional.empty();
    }
    Path target = unpacked.resolve(name + ".gguf");
    try (var in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, target);
    }
    return Optional.of(target);
  }
}
