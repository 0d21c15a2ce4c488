package seseragi.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image as people get it: the archive unpacked elsewhere, and started on a machine that has no
 * Java.
 */
final class ImageIT {
  private static final String NAME = System.getProperty("image.name");
  private static final Path FOLDER = Path.of(System.getProperty("image.folder"));
  private static final Path MODULES = Path.of(System.getProperty("image.modules"));
  private static final Path ARCHIVES = Path.of(System.getProperty("image.archives"));
  private static final long MOST_BYTES = 130_000_000;
  private static final Pattern ADDRESS = Pattern.compile(" at (http://\\S+)");

  @TempDir Path elsewhere;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endAll() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void noLibraryIsAnAutomaticModule() {
    Modules.requireNoneAutomatic(MODULES);
  }

  @Test
  void itHoldsTheseModulesAndNoOther() throws Exception {
    Process list = start(FOLDER.resolve("bin/java"), Map.of(), "--list-modules");
    List<String> found =
        out(list).lines().map(line -> line.replaceFirst("@.*", "")).sorted().toList();
    try (var expected = ImageIT.class.getResourceAsStream("modules.txt")) {
      assertEquals(
          new String(expected.readAllBytes(), StandardCharsets.UTF_8),
          String.join("\n", found) + "\n",
          "if the change is meant, write it into modules.txt");
    }
  }

  @Test
  void itIsSmallerThan130Megabytes() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      long bytes =
          files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      assertTrue(bytes < MOST_BYTES, () -> "%,d bytes".formatted(bytes));
    }
  }

  @Test
  void theZipKeepsItsProgramsExecutable() throws IOException {
    Path zip = ARCHIVES.resolve(NAME + ".zip");
    try (FileSystem files =
        FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
      for (String program : new String[] {"bin/seseragi", "bin/java", "lib/jspawnhelper"}) {
        Path file = files.getPath(NAME, program);
        assertTrue(
            Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .permissions()
                .contains(PosixFilePermission.OTHERS_EXECUTE),
            program);
      }
    }
  }

  @Test
  void unpackedAnywhereItAnswersWithoutAnotherJavaAndFromItsClassArchive() throws Exception {
    Path program =
        Files.createSymbolicLink(elsewhere.resolve("linked"), unpack().resolve("bin/seseragi"));
    Path loaded = elsewhere.resolve("loaded.txt");
    Process serve =
        start(
            program,
            Map.of(
                "SESERAGI_JAVA_OPTS",
                "-Xlog:class+load:file=" + loaded.toString().replace(" ", "\\ ")),
            "serve",
            "--port",
            "0");
    String line = out(serve).readLine();
    Matcher address = ADDRESS.matcher(line);
    assertTrue(address.find(), line);
    String answer = ask(URI.create(address.group(1)));
    assertTrue(answer.contains("Seseragi"), answer);
    serve.toHandle().destroy(); // SIGTERM; the process's own method would close its streams too
    assertEquals(0, serve.waitFor());
    assertTrue(
        Files.readString(loaded).contains("seseragi.server.cli.Main source: shared objects file"),
        "the archive of classes does not fit its runtime");
  }

  @Test
  void itsOwnMessagesAreAllThatAProgramReads() throws Exception {
    Process run =
        start(
            FOLDER.resolve("bin/seseragi"),
            Map.of(),
            "run",
            "--temp",
            "0",
            "-n",
            "24",
            "What are you?");
    run.getOutputStream().close();
    List<String> lines = out(run).lines().toList();
    assertEquals(0, run.waitFor(), () -> read("err"));
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.getFirst().contains("Seseragi"), lines::toString);
  }

  private Path unpack() throws Exception {
    Path archive = ARCHIVES.resolve(NAME + ".tar.gz");
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", elsewhere.toString())
            .redirectErrorStream(true)
            .redirectOutput(elsewhere.resolve("tar").toFile())
            .start();
    assertEquals(0, tar.waitFor(), () -> read("tar"));
    return elsewhere.resolve(NAME);
  }

  private String read(String file) {
    try {
      return Files.readString(elsewhere.resolve(file));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Process start(Path program, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(List.of("HOME"));
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(environment);
    Process process = builder.redirectError(elsewhere.resolve("err").toFile()).start();
    processes.add(process);
    // a read from a process cannot be interrupted, only ended
    CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
    return process;
  }

  private static BufferedReader out(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String ask(URI address) throws Exception {
    String body =
        """
        {"messages": [{"role": "user", "content": "What are you?"}], "max_tokens": 24, "temperature": 0}
        """;
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(address.resolve("/v1/chat/completions"))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
      return answer.body();
    }
  }
}
