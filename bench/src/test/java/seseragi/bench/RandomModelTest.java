package seseragi.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.model.LoadProgress;
import seseragi.engine.model.Model;
import seseragi.engine.model.ModelLoader;
import seseragi.engine.model.ModelOptions;
import seseragi.kernels.Kernels;
import seseragi.kernels.Matrix;
import seseragi.kernels.select.KernelSelection;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

class RandomModelTest {
  @TempDir Path folder;

  @Test
  void writtenModelIsLoaded() {
    Path path = folder.resolve("random.gguf");
    RandomModel.main(new String[] {"tiny", "q4_k", path.toString()});
    try (GgufFile file = GgufFile.open(path);
        Kernels kernels = KernelSelection.create(1, "scalar").kernels();
        Model model = ModelLoader.load(file, kernels, new ModelOptions(0, 1), LoadProgress.NONE)) {
      assertEquals(32_000, model.vocabularySize());
      assertEquals(QuantType.Q4_K, file.tensor("output.weight").type());
      List<String> tokens = file.metadata().strings("tokenizer.ggml.tokens");
      assertEquals(32_000, new HashSet<>(tokens).size());
    }
  }

  @ParameterizedTest
  @EnumSource(QuantType.class)
  void numbersLieAroundZeroWithTheWantedSpread(QuantType type) {
    int count = 256 * 64;
    byte[] bytes =
        new RandomBlocks(type, new SplittableRandom(3), 0.02).next(count / type.blockSize());
    Tensor tensor =
        new Tensor("t", type, List.of((long) count), MemorySegment.ofArray(bytes).asReadOnly());
    float[] numbers = new float[count];
    try (Kernels kernels = KernelSelection.create(1, "scalar").kernels()) {
      Matrix row = kernels.constant(tensor);
      row.read(0, numbers, 0);
    }
    double sum = 0;
    double squares = 0;
    for (float number : numbers) {
      sum += number;
      squares += number * number;
    }
    double mean = sum / count;
    double spread = Math.sqrt(squares / count);
    assertTrue(Math.abs(mean) < 0.005, type + " has the mean " + mean);
    assertTrue(spread > 0.015 && spread < 0.03, type + " has the spread " + spread);
  }
}
