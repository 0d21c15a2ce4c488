package seseragi.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import seseragi.engine.gguf.GgufWriter;
import seseragi.kernels.tensor.QuantType;

/** Every family against its textbook form. */
class TextbookTest {
  private static final int LENGTH = 20;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3"})
  void familiesComputeWhatTheTextbookSays(String architecture) {
    for (long seed = 1; seed <= 5; seed++) {
      assertEqualLogits(TinyModel.of(architecture, seed), seed);
    }
  }

  @Test
  void tiedOutputIsTheEmbedding() {
    assertEqualLogits(TinyModel.llama().removeTensor("output.weight"), 6);
  }

  @Test
  void ropeIsStretchedAsTheFileSays() {
    assertEqualLogits(TinyModel.llama().float32("llama.rope.freq_base", 500), 7);
    assertEqualLogits(TinyModel.llama().float32("llama.rope.scaling.factor", 4), 8);
    assertEqualLogits(TinyModel.of("qwen2", 1).float32("qwen2.rope.scaling.factor", 2.5), 9);
    assertEqualLogits(
        TinyModel.llama()
            .tensor(
                "rope_freqs.weight", QuantType.F32, List.of(4L), TinyModel.bytes(1, 1.5f, 4, 8)),
        10);
  }

  @Test
  void normEpsilonIsTheFiles() {
    assertEqualLogits(
        TinyModel.of("qwen3", 3).float32("qwen3.attention.layer_norm_rms_epsilon", 0.5), 11);
  }

  @Test
  void optionalBiasesAreAdded() {
    GgufWriter writer = TinyModel.llama();
    Random random = new Random(12);
    for (String name : List.of("attn_k", "attn_output", "ffn_gate", "ffn_down")) {
      float[] bias = new float[columns(name)];
      for (int i = 0; i < bias.length; i++) {
        bias[i] = random.nextFloat() - 0.5f;
      }
      List<Long> shape = List.of((long) bias.length);
      writer.tensor("blk.1." + name + ".bias", QuantType.F32, shape, TinyModel.bytes(bias));
    }
    assertEqualLogits(writer, 12);
  }

  private static int columns(String name) {
    return switch (name) {
      case "attn_k" -> TinyModel.KV_HEADS * TinyModel.HEAD_SIZE;
      case "ffn_gate" -> TinyModel.FEED_FORWARD;
      default -> TinyModel.EMBEDDING;
    };
  }

  private void assertEqualLogits(GgufWriter writer, long seed) {
    int[] tokens = new Random(seed).ints(LENGTH, 0, TinyModel.VOCABULARY).toArray();
    try (LoadedModel model = LoadedModel.of(writer, folder, LENGTH)) {
      double[] expected = new TextbookModel(model.file()).logitsAfter(tokens);
      float[] found = model.logitsAfter(tokens);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], found[i], 1e-4, "seed " + seed + ", logit " + i);
      }
    }
  }
}
