package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seseragi.engine.gguf.GgufWriter;
import seseragi.kernels.tensor.QuantType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class InspectCommandTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = folder.resolve("m.gguf");
    GgufWriter writer =
        new GgufWriter()
            .string("general.architecture", "llama")
            .string("general.name", "evil\u001b[2Jname")
            .uint32("llama.block_count", 2)
            .strings("words", IntStream.range(0, 150).mapToObj(i -> "w" + i).toList());
    writer.tensor("a.weight", QuantType.F32, List.of(8L, 4L), out -> out.write(new byte[128]));
    writer.tensor("b.weight", QuantType.Q8_0, List.of(32L, 2L), out -> out.write(new byte[68]));
    writer.write(file);
  }

  @Test
  void showsMetadataTensorsAndSumsByType() {
    Captured run = new Captured();
    assertEquals(0, run.run("inspect", file.toString()), run.err());
    String out = run.out();
    assertTrue(out.contains("architecture   llama"), out);
    assertTrue(out.matches("(?s).*llama\\.block_count +uint32 +2\n.*"), out);
    assertTrue(out.matches("(?s).*words +string\\[150] +w0, w1, w2, w3, w4, w5, …\n.*"), out);
    assertTrue(out.matches("(?s).*a\\.weight +F32 +8 x 4 +128 B\n.*"), out);
    assertTrue(out.matches("(?s).*\n  Q8_0 +1 +0\\.06 K +68 B\n.*"), out);
  }

  @Test
  void typesThatCannotBeComputedAreShownAllTheSame() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    byte[] name = "a.weight".getBytes(StandardCharsets.US_ASCII);
    int at = 0;
    while (!Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
      at++;
    }
    bytes[at + name.length + 4 + 2 * 8] = 26; // I32 in place of F32, behind two dimensions
    Files.write(file, bytes);
    Captured run = new Captured();
    assertEquals(0, run.run("inspect", file.toString()), run.err());
    assertTrue(run.out().matches("(?s).*a\\.weight +I32 +8 x 4 +128 B\n.*"), run.out());
    assertTrue(run.out().matches("(?s).*\n  I32 \\* +1 .*cannot compute.*"), run.out());
    Captured json = new Captured();
    json.run("inspect", "--json", file.toString());
    JsonNode tensors = JsonMapper.shared().readTree(json.out()).get("tensors");
    assertFalse(tensors.get(0).get("supported").asBoolean());
    assertTrue(tensors.get(1).get("supported").asBoolean());
  }

  @Test
  void nothingInTheFileControlsTheTerminal() {
    Captured run = new Captured();
    run.run("show", file.toString());
    assertFalse(run.out().contains("\u001b"), run.out());
    assertTrue(run.out().contains("evil\\u001b[2Jname"), run.out());
  }

  @Test
  void jsonHasEverythingButLongArrays() {
    Captured run = new Captured();
    assertEquals(0, run.run("inspect", "--json", file.toString()), run.err());
    JsonNode root = JsonMapper.shared().readTree(run.out());
    assertEquals(96, root.get("parameters").asInt());
    assertEquals("evil\u001b[2Jname", root.get("metadata").get("general.name").asString());
    assertEquals(2, root.get("metadata").get("llama.block_count").asInt());
    assertEquals(150, root.get("metadata").get("words").get("count").asInt());
    assertEquals("Q8_0", root.get("tensors").get(1).get("type").asString());
    assertEquals(32, root.get("tensors").get(1).get("shape").get(0).asInt());
    Captured full = new Captured().with("SESERAGI_FULL", "true");
    full.run("inspect", "--json", file.toString());
    JsonNode whole = JsonMapper.shared().readTree(full.out());
    assertEquals("w149", whole.get("metadata").get("words").get(149).asString());
  }
}
