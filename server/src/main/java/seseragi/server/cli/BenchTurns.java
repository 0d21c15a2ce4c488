package seseragi.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Measures when it is told to, so that a script can let several engines take turns on one machine.
 * When a test is prepared it says so in a line of JSON; then for each line on standard input it
 * measures once and answers with a line of JSON. It ends when all is measured or the input ends.
 */
final class BenchTurns {
  private final Io io;
  private final EngineBench bench;
  private final int repetitions;
  private final boolean warm;

  /**
   * @param repetitions of each test
   * @param warm whether each test has a short run before
   */
  BenchTurns(Io io, EngineBench bench, int repetitions, boolean warm) {
    this.io = io;
    this.bench = bench;
    this.repetitions = repetitions;
    this.warm = warm;
  }

  /** One test after the other. */
  void measure(List<BenchTest> tests) throws InterruptedException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(io.in(), StandardCharsets.UTF_8));
    for (BenchTest test : tests) {
      bench.fill(test);
      if (warm) {
        bench.warmUp(test);
      }
      say(Map.of("ready", test.name()));
      for (int i = 0; i < repetitions; i++) {
        if (!told(input)) {
          return;
        }
        say(Map.of("seconds", bench.measure(test)));
      }
    }
  }

  private static boolean told(BufferedReader input) {
    try {
      return input.readLine() != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void say(Map<String, Object> fact) {
    io.out().println(Json.line(fact));
    io.out().flush();
  }
}
