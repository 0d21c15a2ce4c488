package seseragi.engine.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every template in the folder {@code chat-templates} of the fixtures, to the tokens: {@code mvn
 * verify -Pconformance -Dfixtures=DIR}. What the template writes as control tokens becomes control
 * tokens, what a user types never does.
 */
@Tag("conformance")
class ChatPromptConformanceTest {
  private static final int[] TOTAL = new int[3];

  @TestFactory
  Stream<DynamicTest> everyTemplateKeepsItsControlTokensAndGivesNoneToTheUser() throws IOException {
    String fixtures = System.getProperty("fixtures", "");
    assertFalse(fixtures.isBlank(), "say where the fixtures are: -Dfixtures=DIR");
    Path folder = Path.of(fixtures).toAbsolutePath().resolve("chat-templates");
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".cases.json")).sorted().toList();
    }
    assertFalse(files.isEmpty(), "no *.cases.json in " + folder);
    return files.stream()
        .map(file -> dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  @AfterAll
  static void printTotals() {
    System.out.printf(
        "%nchat prompts: %d templates, %d cases equal, %d with typed control" + " tokens%n",
        TOTAL[0], TOTAL[1], TOTAL[2]);
  }

  private static void check(Path file) throws IOException {
    ChatFixture fixture = ChatFixture.read(file);
    fixture.checkAll();
    TOTAL[0]++;
    TOTAL[1] += fixture.equal();
    TOTAL[2] += fixture.attacked();
    assertEquals(List.of(), fixture.failures());
  }
}
