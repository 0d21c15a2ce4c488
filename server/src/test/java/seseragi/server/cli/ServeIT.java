package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./seseragi serve} as people start it: a process of its own, asked over a socket. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ServeIT {
  private static final Pattern ADDRESS = Pattern.compile(" at (http://\\S+)");

  @TempDir Path folder;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endAll() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void itSaysOneLineAnswersAndEndsWithZeroAtSigterm() throws Exception {
    Process serve = start("serve", "--port", "0");
    BufferedReader out = out(serve);
    String line = out.readLine();
    assertTrue(line.startsWith("Seseragi "), line);
    assertTrue(line.contains("built-in guide; --model FILE.gguf for a real model"), line);
    String answer = ask(address(line), 8, false).readLine();
    assertTrue(answer.contains("\"model\":\"seseragi-guide\""), answer);
    serve.destroy();
    assertEquals(0, serve.waitFor());
    assertEquals(null, out.readLine());
  }

  @Test
  void sigtermLetsAnAnswerThatIsBeingWrittenFinish() throws Exception {
    Process serve = start("serve", "--port", "0");
    URI address = address(out(serve).readLine());
    BufferedReader answer = ask(address, 200, true);
    assertTrue(answer.readLine().startsWith("data: "));
    serve.destroy();
    List<String> rest = answer.lines().toList();
    assertTrue(rest.contains("data: [DONE]"), rest::toString);
    assertEquals(0, serve.waitFor());
  }

  @Test
  void aPortInUseIsNamedWithARemedy() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Process serve =
          start("serve", "--host", "0.0.0.0", "--port", String.valueOf(taken.getLocalPort()));
      assertEquals(1, serve.waitFor());
      String err = Files.readString(folder.resolve("err"));
      assertTrue(err.contains(String.valueOf(taken.getLocalPort())), err);
      assertTrue(err.contains("in use"), err);
      assertTrue(err.contains("--port"), err);
    }
  }

  @Test
  void runAnswersWhatIsPipedIn() throws Exception {
    Process run = start("run", "--temp", "0", "-n", "8", "--json");
    try (var in = run.getOutputStream()) {
      in.write("こんにちは\n".getBytes(StandardCharsets.UTF_8));
    }
    String json = out(run).readLine();
    assertEquals(0, run.waitFor(), () -> err());
    assertTrue(json.contains("\"completion_tokens\":"), json);
  }

  private String err() {
    try {
      return Files.readString(folder.resolve("err"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", "./seseragi"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SESERAGI_NO_BUILD", "1");
    builder.environment().remove("LC_ALL");
    builder.environment().put("LANG", "C");
    builder.redirectError(folder.resolve("err").toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static BufferedReader out(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static URI address(String line) {
    Matcher matcher = ADDRESS.matcher(line);
    assertTrue(matcher.find(), line);
    return URI.create(matcher.group(1));
  }

  /** The lines of an answer, as they come. */
  private static BufferedReader ask(URI address, int tokens, boolean stream) throws IOException {
    String body =
        """
        {"messages": [{"role": "user", "content": "What are you?"}],
         "max_tokens": %d, "temperature": 0, "ignore_eos": true, "stream": %b}
        """
            .formatted(tokens, stream);
    HttpURLConnection connection =
        (HttpURLConnection) address.resolve("/v1/chat/completions").toURL().openConnection();
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    assertEquals(200, connection.getResponseCode());
    return new BufferedReader(
        new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
  }
}
