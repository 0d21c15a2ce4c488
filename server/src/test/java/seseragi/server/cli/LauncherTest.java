package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./seseragi} in a made-up repository with made-up JDKs and a made-up Maven. */
final class LauncherTest {
  @TempDir Path machine;

  private Path repository;
  private Path tools;
  private Path jdks;

  /** What a start said and how it ended. */
  private record Start(int exitCode, String out, String err) {}

  @BeforeEach
  void makeAMachineWithoutJava() throws Exception {
    machine = machine.toRealPath();
    repository = Files.createDirectories(machine.resolve("some where/seseragi"));
    Files.copy(Path.of("seseragi"), repository.resolve("seseragi"));
    executable(repository.resolve("seseragi"));
    for (String module : new String[] {"kernels", "jinja", "engine", "server"}) {
      Files.createDirectories(repository.resolve(module + "/src/main/java"));
      Files.createFile(repository.resolve(module + "/pom.xml"));
    }
    Files.createFile(repository.resolve("pom.xml"));
    jdks = Files.createDirectories(machine.resolve("jvm"));
    tools = Files.createDirectories(machine.resolve("bin"));
    for (String tool :
        new String[] {
          "cat",
          "date",
          "dirname",
          "find",
          "grep",
          "head",
          "mkdir",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "sort"
        }) {
      tool(tool, "exec " + whereIs(tool) + " \"$@\"");
    }
  }

  @Test
  void withoutAJdkItNamesTheCommandThatInstallsOne() throws Exception {
    Start start = start(Map.of());
    assertEquals(1, start.exitCode());
    assertTrue(start.err().contains("needs a JDK 25 or newer, found none"), start.err());
    assertTrue(start.err().contains("sdk install java 25-tem"), start.err());
    assertEquals("", start.out());
  }

  @Test
  void anOldJdkIsNamed() throws Exception {
    Path old = jdk("jdk-17", "17.0.12");
    Start start = start(Map.of("JAVA_HOME", old.toString()));
    assertEquals(1, start.exitCode());
    assertTrue(start.err().contains("found 17 (" + old + ")"), start.err());
  }

  @Test
  void eachPackageManagerGetsItsOwnCommand() throws Exception {
    tool("apt-get", "exit 0");
    tool("apt-cache", "exit 0");
    assertTrue(start(Map.of()).err().contains("apt install openjdk-25-jdk"));
    tool("apt-cache", "exit 100");
    assertTrue(start(Map.of()).err().contains("sdk install java 25-tem"));
    tool("brew", "exit 0");
    assertTrue(start(Map.of()).err().contains("brew install openjdk@25"));
  }

  @Test
  void javaHomeWinsOverThePathAndOtherPlaces() throws Exception {
    built();
    Path home = jdk("home", "25.0.1");
    jdk("a-newer-one", "26");
    assertEquals(
        "home", start(Map.of("JAVA_HOME", home.toString())).out().lines().findFirst().orElse(""));
  }

  @Test
  void anOldJavaHomeDoesNotHinderThatANewerJdkIsFound() throws Exception {
    built();
    Path old = jdk("jdk-17", "17.0.12");
    jdk("jdk-27", "27");
    jdk("jdk-25", "25.0.1");
    Start start = start(Map.of("JAVA_HOME", old.toString()));
    assertEquals("jdk-25", start.out().lines().findFirst().orElse(""), start.err());
  }

  @Test
  void theJdkOnThePathIsFoundThroughLinks() throws Exception {
    built();
    Path jdk = jdk("by-link", "25");
    Files.createSymbolicLink(tools.resolve("java"), jdk.resolve("bin/java"));
    assertEquals(
        "by-link", start(Map.of("SESERAGI_JDK_PLACES", "")).out().lines().findFirst().orElse(""));
  }

  @Test
  void aJdkWithoutAReleaseFileIsAsked() throws Exception {
    built();
    Path jdk = jdk("silent", "25");
    Files.delete(jdk.resolve("release"));
    Start start = start(Map.of());
    assertEquals(0, start.exitCode(), start.err());
    assertEquals("silent", start.out().lines().findFirst().orElse(""));
  }

  @Test
  void argumentsArriveAsTheyWereGiven() throws Exception {
    built();
    jdk("jdk-25", "25.0.1");
    Start start = start(Map.of(), "run", "two words", "", "*", "$HOME");
    List<String> lines = start.out().lines().toList();
    int main = lines.indexOf("seseragi.server/seseragi.server.cli.Main");
    assertEquals(
        List.of("run", "two words", "", "*", "$HOME"), lines.subList(main + 1, lines.size()));
    assertTrue(lines.contains(repository.resolve("server/target/lib").toString()), start.out());
    assertEquals("", start.err());
  }

  @Test
  void exitCodeAndOptionsOfTheJvmPassThrough() throws Exception {
    built();
    jdk("jdk-25", "25.0.1");
    Start start = start(Map.of("SESERAGI_JAVA_OPTS", "-Xmx1g -Dx=y", "FAKE_EXIT", "7"));
    assertEquals(7, start.exitCode());
    assertTrue(start.out().contains("-Xmx1g\n-Dx=y\n"), start.out());
  }

  @Test
  void aLinkToTheScriptFindsTheRepository() throws Exception {
    built();
    jdk("jdk-25", "25.0.1");
    Path link = Files.createSymbolicLink(machine.resolve("link"), repository.resolve("seseragi"));
    Path second = Files.createSymbolicLink(tools.resolve("seseragi"), Path.of("../link"));
    assertTrue(Files.exists(link));
    Start start = start(second, Map.of());
    assertEquals(0, start.exitCode(), start.err());
  }

  @Test
  void whatIsMissingIsBuiltOnceAndSaidOnStandardError() throws Exception {
    jdk("jdk-25", "25.0.1");
    maven("3.9.9");
    Start first = start(Map.of());
    assertEquals(0, first.exitCode(), first.err());
    assertTrue(first.err().contains("building with Maven 3.9.9 and JDK 25"), first.err());
    assertTrue(first.err().contains("built in"), first.err());
    assertFalse(first.out().contains("chatter of Maven"), first.out());
    assertFalse(first.err().contains("chatter of Maven"), first.err());
    Start second = start(Map.of());
    assertEquals("", second.err());
    assertEquals(1, builds());
  }

  @Test
  void aNewerSourceAndADeletedSourceAreBuilt() throws Exception {
    jdk("jdk-25", "25.0.1");
    maven("3.8.7");
    Path source = repository.resolve("engine/src/main/java/A.java");
    Files.createFile(source);
    start(Map.of());
    assertEquals(1, builds());
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    start(Map.of());
    assertEquals(2, builds());
    Files.setLastModifiedTime(
        repository.resolve("server/target/lib/complete"),
        FileTime.from(Instant.now().plusSeconds(120)));
    start(Map.of());
    assertEquals(2, builds());
    Files.delete(source);
    Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.now().plusSeconds(180)));
    start(Map.of());
    assertEquals(3, builds());
  }

  @Test
  void twoStartsAtOnceBuildOnce() throws Exception {
    jdk("jdk-25", "25.0.1");
    maven("3.8.7");
    Process one = process(repository.resolve("seseragi"), Map.of());
    Process two = process(repository.resolve("seseragi"), Map.of());
    Start first = finish(one);
    Start second = finish(two);
    assertEquals(0, first.exitCode(), first.err());
    assertEquals(0, second.exitCode(), second.err());
    assertEquals(1, builds());
    assertFalse(Files.exists(repository.resolve("target/build.lock")));
  }

  @Test
  void theLockOfABuildThatWasKilledIsTaken() throws Exception {
    jdk("jdk-25", "25.0.1");
    maven("3.8.7");
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Path lock = Files.createDirectories(repository.resolve("target/build.lock"));
    Files.writeString(lock.resolve("pid"), gone.pid() + "\n");
    assertEquals(0, start(Map.of()).exitCode());
    assertEquals(1, builds());
  }

  @Test
  void aFailedBuildShowsItsErrorsAndWhereTheRestIs() throws Exception {
    jdk("jdk-25", "25.0.1");
    maven("3.8.7");
    Start start = start(Map.of("FAKE_BUILD", "fails"));
    assertEquals(1, start.exitCode());
    assertTrue(start.err().contains("[ERROR] it does not compile"), start.err());
    assertTrue(start.err().contains("target/build.log"), start.err());
    assertFalse(Files.exists(repository.resolve("target/build.lock")));
  }

  @Test
  void aMissingMavenIsNamedWithTheCommandThatInstallsIt() throws Exception {
    jdk("jdk-25", "25.0.1");
    tool("apt-get", "exit 0");
    Start start = start(Map.of());
    assertEquals(1, start.exitCode());
    assertTrue(start.err().contains("needs Maven 3.8.7 or newer"), start.err());
    assertTrue(start.err().contains("sudo apt install maven"), start.err());
  }

  @Test
  void anOldMavenIsNamed() throws Exception {
    jdk("jdk-25", "25.0.1");
    maven("3.6.3");
    Start start = start(Map.of());
    assertEquals(1, start.exitCode());
    assertTrue(start.err().contains("'mvn' is 3.6.3"), start.err());
    assertEquals(0, builds());
  }

  // ---- the machine

  private Path jdk(String name, String version) throws Exception {
    Path jdk = jdks.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(
        jdk.resolve("bin/java"),
        """
        [ "$1" = -version ] && { echo 'openjdk version "%s" 2026-09-16' >&2; exit 0; }
        echo '%s'
        for argument; do echo "$argument"; done
        exit ${FAKE_EXIT:-0}
        """
            .formatted(version, name));
    script(jdk.resolve("bin/javac"), "exit 1");
    return jdk;
  }

  private void maven(String version) throws Exception {
    tool(
        "mvn",
        """
        [ "$1" = -v ] && { echo 'Apache Maven %s (abc)'; exit 0; }
        [ "${FAKE_BUILD:-}" = fails ] && { echo '[ERROR] it does not compile'; exit 1; }
        echo chatter of Maven
        echo chatter of Maven >&2
        echo built >> '%s'
        mkdir -p server/target/lib
        cat /dev/null > server/target/lib/complete
        """
            .formatted(version, machine.resolve("builds")));
  }

  private long builds() throws IOException {
    Path builds = machine.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  private void built() throws IOException {
    Path lib = Files.createDirectories(repository.resolve("server/target/lib"));
    Files.createFile(lib.resolve("complete"));
  }

  private void tool(String name, String text) throws Exception {
    Files.deleteIfExists(tools.resolve(name));
    script(tools.resolve(name), text);
  }

  private void script(Path file, String text) throws Exception {
    Files.writeString(file, "#!" + whereIs("bash") + "\n" + text);
    executable(file);
  }

  private static void executable(Path file) {
    assertTrue(file.toFile().setExecutable(true));
  }

  private static Path whereIs(String tool) {
    for (String folder : new String[] {"/bin", "/usr/bin", "/usr/local/bin"}) {
      if (Files.isExecutable(Path.of(folder, tool))) {
        return Path.of(folder, tool);
      }
    }
    throw new IllegalStateException("this machine has no " + tool);
  }

  // ---- starts

  private Start start(Map<String, String> environment, String... arguments) throws Exception {
    return finish(process(repository.resolve("seseragi"), environment, arguments));
  }

  private Start start(Path script, Map<String, String> environment) throws Exception {
    return finish(process(script, environment));
  }

  private Process process(Path script, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(whereIs("bash").toString()));
    command.add(script.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("HOME", machine.toString());
    builder.environment().put("SESERAGI_JDK_PLACES", jdks + "/*");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Start finish(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Start(process.waitFor(), out, err);
  }
}
