package seseragi.engine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.GgufWriter;
import seseragi.engine.gguf.ModelFormatException;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvType;
import seseragi.kernels.select.KernelSelection;
import seseragi.kernels.tensor.QuantType;

class ModelLoaderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3"})
  void modelSaysWhatItIs(String architecture) {
    try (LoadedModel loaded = LoadedModel.of(TinyModel.of(architecture, 1), folder, 8)) {
      Model model = loaded.model();
      assertEquals(TinyModel.VOCABULARY, model.vocabularySize());
      assertEquals(TinyModel.CONTEXT, model.contextLength());
      assertEquals(8, model.maxBatchTokens());
      assertEquals(
          2L * TinyModel.LAYERS * TinyModel.KV_HEADS * TinyModel.HEAD_SIZE * 2,
          model.kvShape(1, 1, KvType.F16).bytesPerToken());
    }
  }

  @Test
  void missingOutputMatrixMeansTheEmbedding() {
    GgufWriter tied = TinyModel.llama().removeTensor("output.weight");
    float[] embedding = ramp(TinyModel.EMBEDDING * TinyModel.VOCABULARY, 0.001f);
    tied.tensor("token_embd.weight", QuantType.F32, matrix(TinyModel.VOCABULARY), f32(embedding));
    float[] logits = logits(tied);
    float[] untied =
        logits(
            tied.tensor(
                "output.weight", QuantType.F32, matrix(TinyModel.VOCABULARY), f32(embedding)));
    assertArrayEquals(untied, logits);
  }

  @Test
  void biasOfZerosChangesNothingAndAnyOtherDoes() {
    float[] plain = logits(TinyModel.llama());
    float[] bias = new float[TinyModel.EMBEDDING];
    List<Long> shape = List.of((long) bias.length);
    for (String name : List.of("attn_q", "attn_output", "ffn_down")) {
      GgufWriter zeros =
          TinyModel.llama().tensor("blk.1." + name + ".bias", QuantType.F32, shape, f32(bias));
      assertArrayEquals(plain, logits(zeros), name);
      GgufWriter other =
          TinyModel.llama()
              .tensor(
                  "blk.1." + name + ".bias", QuantType.F32, shape, f32(ramp(bias.length, 0.1f)));
      assertTrue(!Arrays.equals(plain, logits(other)), name);
    }
  }

  @Test
  void ropeDivisorsOfOneChangeNothingAndOthersDo() {
    float[] plain = logits(TinyModel.llama());
    List<Long> shape = List.of(TinyModel.HEAD_SIZE / 2L);
    GgufWriter ones =
        TinyModel.llama().tensor("rope_freqs.weight", QuantType.F32, shape, f32(1, 1, 1, 1));
    assertArrayEquals(plain, logits(ones));
    GgufWriter others =
        TinyModel.llama().tensor("rope_freqs.weight", QuantType.F32, shape, f32(1, 2, 4, 8));
    assertTrue(!Arrays.equals(plain, logits(others)));
  }

  @Test
  void progressEndsAtTheSizeOfAllTensors() {
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    try (GgufFile file = GgufFile.open(TinyModel.write(TinyModel.llama(), folder));
        Kernels kernels = KernelSelection.create(1, "scalar").kernels()) {
      ModelLoader.load(
              file,
              kernels,
              new ModelOptions(0, 1),
              (bytes, total) -> {
                done.add(bytes);
                totals.add(total);
              })
          .close();
      assertEquals(done.stream().sorted().toList(), done);
      assertEquals(file.tensors().size(), done.size());
      assertEquals(
          file.tensors().stream().mapToLong(t -> t.data().byteSize()).sum(), done.getLast());
      assertEquals(1, totals.stream().distinct().count());
      assertEquals(done.getLast(), totals.getFirst());
    }
  }

  @Test
  void contextMayBeShorterThanTheModelsAndNotLonger() {
    Path path = TinyModel.write(TinyModel.llama(), folder);
    assertEquals(10, contextLength(path, 10));
    assertEquals(TinyModel.CONTEXT, contextLength(path, TinyModel.CONTEXT));
    ModelFormatException e =
        assertThrows(ModelFormatException.class, () -> contextLength(path, 65));
    assertTrue(e.getMessage().contains("made for 64 tokens, 65 were asked for"), e.getMessage());
  }

  @Test
  void yarnReachesAsFarAsItWasStretched() {
    GgufWriter yarn =
        TinyModel.llama()
            .string("llama.rope.scaling.type", "yarn")
            .float32("llama.rope.scaling.factor", 4)
            .uint32("llama.rope.scaling.original_context_length", 64);
    assertEquals(256, contextLength(TinyModel.write(yarn, folder), 0));
  }

  @Test
  void fileTruncatedWhileItIsLoadedIsRefused() throws IOException {
    Path path = TinyModel.write(TinyModel.llama(), folder);
    try (GgufFile file = GgufFile.open(path);
        Kernels kernels = KernelSelection.create(1, "scalar").kernels()) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(4096);
      }
      ModelFormatException e =
          assertThrows(
              ModelFormatException.class,
              () -> ModelLoader.load(file, kernels, new ModelOptions(0, 1), LoadProgress.NONE));
      assertTrue(e.getMessage().contains("was truncated while it was read"), e.getMessage());
    }
  }

  @Test
  void forwardRefusesWhatItCannotCompute() {
    try (LoadedModel loaded = LoadedModel.of(TinyModel.llama(), folder, 8)) {
      assertThrows(IllegalArgumentException.class, () -> loaded.forward(new Batch(1)));
      assertThrows(IllegalArgumentException.class, () -> loaded.logitsAfter(new int[9]));
      assertThrows(IllegalArgumentException.class, () -> loaded.logitsAfter(TinyModel.VOCABULARY));
      assertThrows(IllegalArgumentException.class, () -> loaded.logitsAfter(-1));
      Batch late = new Batch(1);
      late.add(new int[65], 64, 1, new int[17], 17, LoadedModel.BLOCK_SIZE, true);
      assertThrows(IllegalArgumentException.class, () -> loaded.forward(late));
      loaded.model().close();
      assertThrows(IllegalStateException.class, () -> loaded.logitsAfter(1));
    }
  }

  private float[] logits(GgufWriter writer) {
    try (LoadedModel model = LoadedModel.of(writer, folder, 8)) {
      return model.logitsAfter(1, 2, 3, 4);
    }
  }

  private static int contextLength(Path path, int asked) {
    try (GgufFile file = GgufFile.open(path);
        Kernels kernels = KernelSelection.create(1, "scalar").kernels();
        Model model =
            ModelLoader.load(file, kernels, new ModelOptions(asked, 1), LoadProgress.NONE)) {
      return model.contextLength();
    }
  }

  private static List<Long> matrix(int rows) {
    return List.of((long) TinyModel.EMBEDDING, (long) rows);
  }

  private static float[] ramp(int count, float slope) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = slope * i;
    }
    return numbers;
  }

  private static byte[] f32(float... numbers) {
    return TinyModel.bytes(numbers);
  }
}
