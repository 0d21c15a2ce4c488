package seseragi.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that is started, asked what people ask first, and stopped, while the JVM notes what it
 * loads.
 */
record TrainingRun(List<String> command) {
  private static final Pattern ADDRESS = Pattern.compile(" at (http://\\S+)");
  private static final List<String> PATHS =
      List.of("/", "/health/ready", "/v1/models", "/metrics", "/a-page-that-is-not-there");

  static TrainingRun of(Path java, List<String> jvmOptions, List<String> program) {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(jvmOptions);
    command.addAll(program);
    command.addAll(List.of("serve", "--port", "0"));
    return new TrainingRun(List.copyOf(command));
  }

  /**
   * Returns when the server has ended by itself.
   *
   * @throws IllegalStateException if it does not start, answer or end with 0 as it should
   */
  void run() throws IOException, InterruptedException {
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out =
            new BufferedReader(
                new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      ask(client, addressIn(out.readLine()));
      server.toHandle().destroy(); // SIGTERM; the process's own method would close its streams too
      if (!server.waitFor(2, TimeUnit.MINUTES) || server.exitValue() != 0) {
        throw new IllegalStateException("the server did not end as it should: " + server);
      }
    } finally {
      server.destroyForcibly();
    }
  }

  private static URI addressIn(String line) {
    Matcher address = ADDRESS.matcher(line == null ? "" : line);
    if (!address.find()) {
      throw new IllegalStateException("the server printed no address but: " + line);
    }
    return URI.create(address.group(1));
  }

  private static void ask(HttpClient client, URI server) throws IOException, InterruptedException {
    for (String path : PATHS) {
      client.send(
          HttpRequest.newBuilder(server.resolve(path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
    for (boolean stream : new boolean[] {false, true}) {
      HttpRequest question =
          HttpRequest.newBuilder(server.resolve("/v1/chat/completions"))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      """
                      {"messages": [{"role": "user", "content": "What are you?"}], "max_tokens": 24, "stream": %b}"""
                          .formatted(stream)))
              .build();
      HttpResponse<String> answer = client.send(question, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(
            "the server answered " + answer.statusCode() + ": " + answer.body());
      }
    }
  }
}
