package seseragi.engine.gguf;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

class GgufFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void whatWasWrittenIsRead(int version) {
    try (GgufFile file = open(GgufFixture.everyType().version(version))) {
      assertEquals(List.of("a", "b", "c"), file.tensors().stream().map(Tensor::name).toList());
      Tensor tensor = file.tensor("c");
      assertEquals(QuantType.F16, tensor.type());
      assertEquals(List.of(1L, 2L, 3L, 4L), tensor.dimensions());
      assertArrayEquals(GgufFixture.sequence(48), tensor.data().toArray(ValueLayout.JAVA_BYTE));
      assertEquals(6 + 32 + 24, file.parameters());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 32, 4096})
  void anyAlignmentThatIsAPowerOfTwoIsRead(int alignment) {
    try (GgufFile file = open(GgufFixture.everyType().alignment(alignment))) {
      assertArrayEquals(
          GgufFixture.sequence(34), file.tensor("b").data().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void metadataOutlivesTheFileAndTensorsDoNot() {
    GgufFile file = open(GgufFixture.everyType());
    Tensor tensor = file.tensor("a");
    file.close();
    file.close();
    assertEquals("test", file.metadata().string("general.architecture"));
    assertThrows(IllegalStateException.class, () -> tensor.data().get(ValueLayout.JAVA_BYTE, 0));
  }

  @Test
  void missingTensorIsNamed() {
    try (GgufFile file = open(GgufFixture.everyType())) {
      assertTrue(file.findTensor("d").isEmpty());
      ModelFormatException e = assertThrows(ModelFormatException.class, () -> file.tensor("d"));
      assertEquals("d", e.key());
      assertTrue(e.getMessage().contains("'d': the tensor is missing"), e.getMessage());
    }
  }

  @Test
  void fileOfMetadataOnlyIsRead() {
    try (GgufFile file = open(new GgufWriter().string("general.architecture", "none"))) {
      assertTrue(file.tensors().isEmpty());
      assertTrue(file.mainType().isEmpty());
    }
  }

  @Test
  void missingFileAndFolderAreIoErrors() {
    assertThrows(UncheckedIOException.class, () -> GgufFile.open(folder.resolve("none.gguf")));
    assertThrows(UncheckedIOException.class, () -> GgufFile.open(folder));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void anyPartOfASplitModelOpensAll(int opened) {
    List<Path> parts = GgufFixture.smallModel().writeSplit(folder, "m", 5);
    try (GgufFile file = GgufFile.open(parts.get(opened - 1))) {
      assertEquals(4, file.tensors().size());
      assertEquals("token_embd.weight", file.tensors().getFirst().name());
      assertEquals(parts.getFirst(), file.path());
      assertEquals("llama", file.metadata().string("general.architecture"));
      assertEquals(parts.stream().mapToLong(GgufFileTest::size).sum(), file.bytes());
    }
  }

  @Test
  void missingPartIsNamed() throws IOException {
    List<Path> parts = GgufFixture.smallModel().writeSplit(folder, "m", 3);
    Files.delete(parts.get(1));
    assertRefused(parts.get(2), "m-00002-of-00003.gguf: part 2 of 3 is missing");
  }

  @Test
  void samePartTwiceIsRefused() throws IOException {
    List<Path> parts = GgufFixture.smallModel().writeSplit(folder, "m", 3);
    Files.delete(parts.get(2));
    Files.copy(parts.get(1), parts.get(2));
    assertRefused(parts.get(0), "the name says part 3 of 3, the contents say part 2 of 3");
  }

  @Test
  void tensorCountThatDoesNotAddUpIsRefused() throws IOException {
    GgufWriter second = GgufFixture.smallModel();
    List<Path> parts = second.writeSplit(folder, "m", 2);
    second
        .removeTensor("blk.0.attn_q.weight")
        .removeTensor("blk.1.attn_q.weight")
        .writeSplit(folder, "o", 2);
    Files.move(folder.resolve("o-00002-of-00002.gguf"), parts.get(1), REPLACE_EXISTING);
    assertRefused(parts.get(0), "3 tensors in all, 4 are announced");
  }

  @Test
  void renamedPartSaysHowItShouldBeNamed() throws IOException {
    List<Path> parts = GgufFixture.smallModel().writeSplit(folder, "m", 2);
    Path renamed = Files.move(parts.get(0), folder.resolve("model.gguf"));
    assertRefused(renamed, "NAME-00001-of-00002.gguf");
  }

  @Test
  void nameThatClaimsMorePartsThanTheContentsIsRefused() throws IOException {
    List<Path> parts = GgufFixture.smallModel().writeSplit(folder, "m", 2);
    Path renamed = Files.move(parts.get(0), folder.resolve("m-00001-of-00003.gguf"));
    assertRefused(renamed, "split.count");
  }

  @Test
  void writerThatFailsLeavesTheOldFile() throws IOException {
    Path path = folder.resolve("file.gguf");
    GgufFixture.smallModel().write(path);
    GgufWriter lying = new GgufWriter().tensor("t", QuantType.F32, List.of(2L), new byte[7]);
    assertThrows(IllegalArgumentException.class, () -> lying.write(path));
    try (GgufFile file = GgufFile.open(path);
        Stream<Path> files = Files.list(folder)) {
      assertEquals(4, file.tensors().size());
      assertEquals(List.of(path), files.toList());
    }
  }

  @Test
  void hugeArraysOfStringsOpenWithoutDecoding() {
    List<String> many = IntStream.range(0, 300_000).mapToObj(i -> "tok" + i).toList();
    try (GgufFile file = open(new GgufWriter().strings("tokens", many))) {
      List<String> read = file.metadata().strings("tokens");
      assertEquals(300_000, read.size());
      assertEquals("tok299999", read.getLast());
      assertFalse(read.contains("none"));
    }
  }

  private GgufFile open(GgufWriter writer) {
    Path path = folder.resolve("file.gguf");
    writer.write(path);
    return GgufFile.open(path);
  }

  private static void assertRefused(Path path, String message) {
    ModelFormatException e =
        assertThrows(ModelFormatException.class, () -> GgufFile.open(path).close());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private static long size(Path path) {
    return path.toFile().length();
  }
}
