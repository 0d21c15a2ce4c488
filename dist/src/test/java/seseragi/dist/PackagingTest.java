package seseragi.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the repository says of itself to other tools agrees with what it builds. */
final class PackagingTest {
  private static final Pattern OWN_ARTIFACT =
      Pattern.compile(
          "<groupId>io.github.seseragi</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)<");

  @Test
  void theBomHasEveryLibraryThatTheModulesShare() throws IOException {
    assertEquals(managed("pom.xml"), managed("bom/pom.xml"));
  }

  @Test
  void theBomHasTheVersionOfItsModules() throws IOException {
    assertEquals(version("pom.xml"), version("bom/pom.xml"));
  }

  @Test
  void jbangGetsTheVersionThatIsBuiltAndAMainClassThatExists() throws IOException {
    String catalog = read("jbang-catalog.json");
    assertTrue(
        catalog.contains("\"io.github.seseragi:seseragi-server:" + version("pom.xml") + "\""),
        catalog);
    String main = catalog.replaceAll("(?s).*\"main\": \"([^\"]+)\".*", "$1");
    Path source = Path.of("server/src/main/java", main.replace('.', '/') + ".java");
    assertTrue(Files.exists(source), source::toString);
  }

  /** The compiler of the JVM and the kernels write machine code into memory. */
  @Test
  void theServiceMayRunWhatItWritesIntoMemory() throws IOException {
    List<String> unit = read("packaging/systemd/seseragi.service").lines().toList();
    assertTrue(unit.contains("MemoryDenyWriteExecute=no"), unit::toString);
  }

  private static List<String> managed(String pom) throws IOException {
    String management =
        read(pom).replaceAll("(?s).*<dependencyManagement>(.*)</dependencyManagement>.*", "$1");
    return OWN_ARTIFACT
        .matcher(management)
        .results()
        .map(artifact -> artifact.group(1) + ":" + artifact.group(2))
        .toList();
  }

  private static String version(String pom) throws IOException {
    return read(pom).replaceFirst("(?s).*?</artifactId>\\s*<version>([^<]+)<.*", "$1");
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }
}
