package seseragi.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.GgufType;
import seseragi.engine.gguf.GgufValue;
import seseragi.engine.gguf.GgufWriter;
import seseragi.engine.gguf.ModelFormatException;
import seseragi.kernels.Kernels;
import seseragi.kernels.select.KernelSelection;
import seseragi.kernels.tensor.QuantType;

/** Files that are valid GGUF and no possible model. Each is refused by key or tensor. */
class HostileModelTest {
  @TempDir Path folder;

  @Test
  void unknownArchitectureIsNamed() {
    assertRefused(
        TinyModel.of("mamba", 1),
        "general.architecture",
        "'mamba' is not supported yet, only llama");
    assertRefused(
        TinyModel.llama().remove("general.architecture"), "general.architecture", "missing");
  }

  @ParameterizedTest
  @CsvSource({
    "block_count, 0",
    "block_count, 2147483648",
    "embedding_length, 0",
    "embedding_length, 4294967296",
    "attention.head_count, 0",
    "attention.head_count, 6",
    "attention.head_count_kv, 0",
    "attention.head_count_kv, 3",
    "attention.head_count_kv, 8",
    "attention.key_length, 0",
    "attention.key_length, 1099511627776",
    "attention.value_length, -1",
    "feed_forward_length, 0",
    "context_length, 0",
    "context_length, 1099511627776",
    "rope.dimension_count, 7",
    "rope.dimension_count, 10",
    "rope.dimension_count, 0",
    "expert_count, 4",
    "attention.sliding_window, 16",
  })
  void impossibleHyperParameterIsNamed(String name, long value) {
    GgufWriter writer =
        TinyModel.llama().put("llama." + name, new GgufValue.Whole(GgufType.INT64, value));
    assertRefused(writer, "llama." + name, "");
  }

  @ParameterizedTest
  @CsvSource({
    "attention.layer_norm_rms_epsilon, -1",
    "attention.layer_norm_rms_epsilon, NaN",
    "rope.freq_base, 0",
    "rope.freq_base, Infinity",
    "rope.scaling.factor, -2",
    "rope.scaling.factor, NaN",
    "attention.scale, 0.5",
    "logit_scale, 2",
  })
  void impossibleNumberIsNamed(String name, double value) {
    assertRefused(TinyModel.llama().float32("llama." + name, value), "llama." + name, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "block_count",
        "embedding_length",
        "attention.head_count",
        "feed_forward_length",
        "context_length",
        "attention.layer_norm_rms_epsilon"
      })
  void missingHyperParameterIsNamed(String name) {
    assertRefused(TinyModel.llama().remove("llama." + name), "llama." + name, "the key is missing");
  }

  @Test
  void moreLayersThanTensorsNamesTheFirstMissingOne() {
    assertRefused(
        TinyModel.llama().uint32("llama.block_count", 3), "blk.2.attn_norm.weight", "is missing");
  }

  @Test
  void fewerLayersThanTensorsNamesTheFirstThatIsLeft() {
    assertRefused(
        TinyModel.llama().uint32("llama.block_count", 1), "blk.1.attn_norm.weight", "not known");
  }

  @Test
  void hyperParametersThatDifferFromLayerToLayerAreRefused() {
    assertRefused(
        TinyModel.llama().int32s("llama.attention.head_count_kv", 2, 1),
        "llama.attention.head_count_kv",
        "differs from layer to layer");
    try (LoadedModel model =
        LoadedModel.of(
            TinyModel.llama().int32s("llama.attention.head_count_kv", 2, 2), folder, 1)) {
      assertEquals(TinyModel.CONTEXT, model.model().contextLength());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3"})
  void everyMissingTensorIsNamed(String architecture) {
    Path path = TinyModel.write(TinyModel.of(architecture, 1), folder);
    List<String> names;
    try (GgufFile file = GgufFile.open(path)) {
      names = file.tensors().stream().map(tensor -> tensor.name()).toList();
    }
    for (String name : names) {
      if (!name.equals("output.weight")) { // tied: the embedding takes its place
        assertRefused(
            TinyModel.of(architecture, 1).removeTensor(name), name, "the tensor is missing");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3"})
  void everyTensorOfAnotherShapeIsNamed(String architecture) {
    Path path = TinyModel.write(TinyModel.of(architecture, 1), folder);
    List<String> names;
    try (GgufFile file = GgufFile.open(path)) {
      names = file.tensors().stream().map(tensor -> tensor.name()).toList();
    }
    for (String name : names) {
      GgufWriter writer =
          TinyModel.of(architecture, 1)
              .tensor(name, QuantType.F32, List.of(2L, 3L), TinyModel.bytes(new float[6]));
      assertRefused(writer, name, name.equals("token_embd.weight") ? "3 rows" : "[2, 3]");
    }
  }

  @Test
  void vocabularyHasToFitTheEmbedding() {
    assertRefused(
        TinyModel.llama().strings("tokenizer.ggml.tokens", List.of("a", "b")),
        "token_embd.weight",
        "50 rows, but there are 2 tokens");
    assertRefused(
        TinyModel.llama().remove("tokenizer.ggml.tokens").uint32("llama.vocab_size", 49),
        "token_embd.weight",
        "50 rows, but there are 49 tokens");
  }

  @Test
  void tensorsThatNobodyKnowsAreRefused() {
    GgufWriter writer =
        TinyModel.llama().tensor("blk.0.surprise", QuantType.F32, List.of(1L), TinyModel.bytes(1));
    assertRefused(writer, "blk.0.surprise", "not known for the architecture 'llama'");
  }

  @Test
  void ropeScalingThatIsNotKnownIsRefused() {
    assertRefused(
        TinyModel.llama().string("llama.rope.scaling.type", "longrope"),
        "llama.rope.scaling.type",
        "'longrope' is not supported yet, only none, linear and yarn");
    assertRefused(
        TinyModel.llama()
            .tensor("rope_freqs.weight", QuantType.F32, List.of(4L), TinyModel.bytes(1, 1, 0, 1)),
        "rope_freqs.weight",
        "a divisor is 0.0");
  }

  private void assertRefused(GgufWriter writer, String key, String reason) {
    Path path = TinyModel.write(writer, folder);
    ModelFormatException e =
        assertThrows(
            ModelFormatException.class,
            () -> {
              try (GgufFile file = GgufFile.open(path);
                  Kernels kernels = KernelSelection.create(1, "scalar").kernels()) {
                ModelLoader.load(file, kernels, new ModelOptions(0, 4), LoadProgress.NONE).close();
              }
            });
    assertEquals(key, e.key(), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
