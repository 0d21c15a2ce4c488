package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jline.terminal.spi.SystemStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a person sees who types something right or wrong: text, streams and exit codes. */
final class CommandsTest {
  @Test
  void helpGoesToStandardOutputAndIsSuccess() {
    Captured run = new Captured();
    assertEquals(0, run.run("--help"));
    for (String command :
        new String[] {
          "serve", "chat", "run", "inspect", "tokenize", "template", "bench", "doctor", "completion"
        }) {
      assertTrue(run.out().contains("  " + command), run.out());
    }
    assertEquals("", run.err());
  }

  @Test
  void aTemplateMayDoMoreWhereExtensionsAreAllowed(@TempDir Path folder) throws IOException {
    Path messages = folder.resolve("messages.json");
    Files.writeString(messages, "[{\"role\": \"user\", \"content\": \"[1,2]\"}]");
    Path template = folder.resolve("template.jinja");
    Files.writeString(template, "{{ messages[0].content | from_json }}");
    String[] command = {
      "template", "--messages", messages.toString(), "--chat-template", template.toString()
    };
    Captured refused = new Captured();
    assertEquals(1, refused.run(command));
    assertTrue(refused.err().contains("from_json"), refused.err());
    String[] extended = Arrays.copyOf(command, command.length + 1);
    extended[command.length] = "--template-extensions";
    Captured allowed = new Captured();
    assertEquals(0, allowed.run(extended), allowed.err());
    assertEquals("[1, 2]\n", allowed.out());
  }

  @Test
  void theDoctorMeasuresTheKernelsThatWereChosen() {
    Captured run = new Captured();
    assertEquals(0, run.run("doctor", "--json", "--threads", "1", "--seconds", "0.001"));
    JsonNode facts = new JsonMapper().readTree(run.out());
    assertFalse(facts.get("cpu").asString().isBlank(), run.out());
    assertEquals(1, facts.get("threads").asInt());
    assertTrue(facts.get("read_bytes_per_second").asLong() > 0, run.out());
    assertEquals(36, facts.get("products").size());
    for (JsonNode product : facts.get("products")) {
      assertTrue(product.get("multiply_adds_per_second").asLong() > 0, product.toString());
    }
  }

  @Test
  void theDoctorRefusesTimesThatMakeNoSense() {
    Captured run = new Captured();
    assertEquals(2, run.run("doctor", "--seconds", "-1"));
    assertTrue(run.err().contains("--seconds"), run.err());
  }

  @Test
  void withoutACommandTheExitCodeIsTwo() {
    Captured run = new Captured();
    assertEquals(2, run.run());
    assertEquals("", run.out());
    assertTrue(run.err().contains("seseragi serve"), run.err());
  }

  @Test
  void aMistypedCommandGetsTheNearestOne() {
    Captured run = new Captured();
    assertEquals(2, run.run("inspct"));
    assertTrue(run.err().contains("seseragi inspect"), run.err());
  }

  @Test
  void anUnknownOptionNamesTheHelpOfItsCommand() {
    Captured run = new Captured();
    assertEquals(2, run.run("serve", "--frobnicate"));
    assertTrue(run.err().contains("'--frobnicate'"), run.err());
    assertTrue(run.err().contains("seseragi serve --help"), run.err());
  }

  @Test
  void aBadNumberOnTheCommandLineNamesTheOption() {
    Captured run = new Captured().with("SESERAGI_PORT", "8001");
    assertEquals(2, run.run("serve", "--port", "80x"));
    assertTrue(run.err().contains("'--port': '80x' is not a whole number"), run.err());
    assertFalse(run.err().contains("SESERAGI_PORT"), run.err());
  }

  @Test
  void aBadNumberInAVariableNamesTheVariable() {
    Captured run = new Captured().with("SESERAGI_PORT", "80x");
    assertEquals(2, run.run("serve"));
    assertTrue(run.err().contains("variable SESERAGI_PORT"), run.err());
  }

  @Test
  void aValueThatTheEngineRefusesNamesTheOptionOrItsVariable(@TempDir Path folder)
      throws IOException {
    String model = Files.writeString(folder.resolve("m.gguf"), "GGUF").toString();
    Captured option = new Captured();
    assertEquals(2, option.run("serve", "--model", model, "--block-size", "0"));
    assertTrue(option.err().contains("--block-size is 0; expected 1 to 1024"), option.err());
    Captured variable = new Captured().with("SESERAGI_BLOCK_SIZE", "0");
    assertEquals(2, variable.run("serve", "--model", model));
    assertTrue(variable.err().contains("(from SESERAGI_BLOCK_SIZE)"), variable.err());
  }

  @Test
  void aValueThatTheServerRefusesIsNotUnderstood(@TempDir Path folder) throws IOException {
    String model = Files.writeString(folder.resolve("m.gguf"), "GGUF").toString();
    Captured run = new Captured();
    assertEquals(2, run.run("serve", "--model", model, "--port", "70000"));
    assertTrue(run.err().contains("70000"), run.err());
  }

  @Test
  void aMissingModelFileIsOneSentenceWithoutATrace() {
    Captured run = new Captured();
    assertEquals(1, run.run("inspect", "nowhere.gguf"));
    assertTrue(run.err().contains("there is no file nowhere.gguf"), run.err());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void aBrokenModelFileIsNamedWithItsFault(@TempDir Path folder) throws IOException {
    Path model = Files.writeString(folder.resolve("broken.gguf"), "this is no model at all");
    Captured run = new Captured();
    assertEquals(1, run.run("inspect", model.toString()));
    assertTrue(run.err().contains("broken.gguf"), run.err());
    assertTrue(run.err().contains("at byte 0"), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  @Test
  void verboseAndTheDebugVariableShowWhereAnErrorCameFrom(@TempDir Path folder) throws IOException {
    String model = Files.writeString(folder.resolve("broken.gguf"), "no model").toString();
    Captured option = new Captured();
    assertEquals(1, option.run("inspect", "--verbose", model));
    assertTrue(option.err().contains("\tat seseragi"), option.err());
    Captured variable = new Captured().with("SESERAGI_DEBUG", "1");
    assertEquals(1, variable.run("inspect", model));
    assertTrue(variable.err().contains("\tat seseragi"), variable.err());
  }

  @Test
  void versionIsOneLineAndReadableByPrograms() {
    Captured text = new Captured();
    assertEquals(0, text.run("version"));
    assertTrue(text.out().startsWith("Seseragi "), text.out());
    assertEquals(1, text.out().lines().count());
    Captured json = new Captured();
    assertEquals(0, json.run("version", "--json"));
    JsonNode facts = JsonMapper.shared().readTree(json.out());
    assertEquals(Runtime.version().toString(), facts.get("java").asString());
    Captured flag = new Captured();
    assertEquals(0, flag.run("--version"));
    assertEquals(text.out(), flag.out());
  }

  @Test
  void runWantsAPromptWhenNothingIsPipedIn() {
    Captured run = new Captured().atTerminal(SystemStream.Input);
    assertEquals(1, run.run("run"));
    assertTrue(run.err().contains("pipe one in"), run.err());
  }

  @Test
  void inputThatIsNotUtf8IsRefused() {
    Captured run = new Captured();
    Io io =
        new Io(
            new java.io.ByteArrayInputStream(new byte[] {(byte) 0xff, 'a'}),
            run.io().out(),
            run.io().err(),
            java.util.Map.of(),
            stream -> false);
    assertEquals(1, Commands.execute(io, "run"));
    assertTrue(run.err().contains("not UTF-8"), run.err());
  }

  @Test
  void helpIsColouredOnlyOnATerminalThatWantsIt() {
    Captured plain = new Captured();
    plain.run("--help");
    assertFalse(plain.out().contains("\u001b["));
    Captured terminal = new Captured().atTerminal(SystemStream.Output);
    terminal.run("--help");
    assertTrue(terminal.out().contains("\u001b["));
    Captured noColour = new Captured().atTerminal(SystemStream.Output).with("NO_COLOR", "1");
    noColour.run("--help");
    assertFalse(noColour.out().contains("\u001b["));
  }
}
