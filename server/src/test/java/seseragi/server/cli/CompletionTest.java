package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CompletionTest {
  @Test
  void bashUnderstandsTheScriptAndCompletesCommandsAndOptions() throws Exception {
    String script = completion("bash");
    assertEquals("serve", completed(script, "seseragi ser"));
    assertEquals("--port", completed(script, "seseragi serve --por"));
    assertEquals("engine", completed(script, "seseragi bench eng"));
  }

  @Test
  void zshGetsAScriptThatLoadsItself() {
    String script = completion("zsh");
    assertTrue(script.contains("bashcompinit"), script);
    assertTrue(script.contains("--model"), script);
  }

  @Test
  void fishGetsALineForEachCommandAndOption() {
    List<String> lines = completion("fish").lines().toList();
    assertEquals("complete -c seseragi -f", lines.getFirst());
    assertTrue(
        lines.stream()
            .anyMatch(
                l -> l.startsWith("complete -c seseragi -n '__fish_use_subcommand' -a serve")));
    assertTrue(
        lines.contains(
            "complete -c seseragi -n '__fish_seen_subcommand_from serve' -s p -l port -r -F"
                + " -d 'Port to listen on; 0 for any free one'"),
        String.join("\n", lines));
    assertTrue(
        lines.contains(
            "complete -c seseragi -n '__fish_seen_subcommand_from completion'"
                + " -a 'bash fish zsh'"),
        String.join("\n", lines));
    for (String line : lines) {
      assertEquals(0, quotes(line) % 2, line);
    }
  }

  /** Quotes that are not escaped. */
  private static long quotes(String line) {
    return line.replace("\\'", "").chars().filter(c -> c == '\'').count();
  }

  private static String completion(String shell) {
    Captured run = new Captured();
    assertEquals(0, run.run("completion", shell), run.err());
    return run.out();
  }

  /**
   * What bash makes of a line when the tab key is pressed. Outside of readline it grumbles about
   * {@code compopt}.
   */
  private static String completed(String script, String line) throws Exception {
    String ask =
        """
        source /dev/stdin <<'SCRIPT'
        %s
        SCRIPT
        COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE='%s'; COMP_POINT=${#COMP_LINE}
        _complete_seseragi; printf '%%s' "${COMPREPLY[*]}"
        """
            .formatted(script, line, line);
    return bash(ask);
  }

  private static String bash(String text) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("bash", "-s").redirectError(Redirect.DISCARD).start();
    try (var in = process.getOutputStream()) {
      in.write(text.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
