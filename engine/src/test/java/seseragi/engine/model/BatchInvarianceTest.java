package seseragi.engine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import seseragi.kernels.KvType;

/** However texts are cut into steps and mixed, every logit is the same to the last bit. */
class BatchInvarianceTest {
  private static final int MAX_BATCH = 40;

  @TempDir Path folder;

  /** A text on its way through the model. */
  private static final class Text {
    private final int[] tokens;
    private final int[] blockTable;
    private final float[][] expected; // [tokens] logits after each, when computed one by one
    private int done;

    Text(int[] tokens, int[] blockTable) {
      this.tokens = tokens;
      this.blockTable = blockTable;
      this.expected = new float[tokens.length][];
    }

    int left() {
      return tokens.length - done;
    }

    void add(Batch batch, int count, boolean wantsLogits) {
      batch.add(
          tokens, done, count, blockTable, blockTable.length, LoadedModel.BLOCK_SIZE, wantsLogits);
      done += count;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama,F32,8",
    "llama,F16,8",
    "llama,Q8_0,32",
    "qwen2,F32,8",
    "qwen3,F32,8",
    "qwen3,F16,8",
    "qwen3,Q8_0,64"
  })
  void mixedChunksGiveTheLogitsOfSingleTokens(String architecture, KvType kvType, int headSize) {
    for (long seed = 1; seed <= 6; seed++) {
      try (LoadedModel model =
          LoadedModel.of(TinyModel.of(architecture, seed, headSize), folder, MAX_BATCH, kvType)) {
        Random random = new Random(seed);
        List<Text> texts = texts(random);
        texts.forEach(text -> oneByOne(model, text));
        texts.forEach(text -> text.done = 0);
        mixed(model, texts, random, architecture + ", seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 24})
  void everyTextOfABatchGetsItsOwnLogits(int count) {
    try (LoadedModel model = LoadedModel.of(TinyModel.llama(), folder, 64)) {
      List<float[]> alone = new ArrayList<>();
      Batch batch = new Batch(64);
      for (int i = 0; i < count; i++) {
        alone.add(model.logitsAfter(i, 2 * i + 1));
        batch.add(new int[] {i, 2 * i + 1}, 0, 2, new int[] {i}, 1, LoadedModel.BLOCK_SIZE, true);
      }
      float[][] together = model.forward(batch);
      for (int i = 0; i < count; i++) {
        assertArrayEquals(alone.get(i), together[i], "text " + i);
      }
    }
  }

  private static List<Text> texts(Random random) {
    List<Integer> blocks = new ArrayList<>(IntStream.range(0, LoadedModel.BLOCKS).boxed().toList());
    Collections.shuffle(blocks, random);
    List<Text> texts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int length = 1 + random.nextInt(30);
      int[] tokens = random.ints(length, 0, TinyModel.VOCABULARY).toArray();
      int[] table = new int[Math.ceilDiv(length, LoadedModel.BLOCK_SIZE)];
      for (int b = 0; b < table.length; b++) {
        table[b] = blocks.removeLast();
      }
      texts.add(new Text(tokens, table));
    }
    return texts;
  }

  private static void oneByOne(LoadedModel model, Text text) {
    Batch batch = new Batch(1);
    while (text.left() > 0) {
      batch.clear();
      text.add(batch, 1, true);
      text.expected[text.done - 1] = model.forward(batch)[0];
    }
  }

  /** Random chunks of random texts in each step, with logits wanted or not. */
  private static void mixed(LoadedModel model, List<Text> texts, Random random, String what) {
    Batch batch = new Batch(MAX_BATCH);
    while (texts.stream().anyMatch(text -> text.left() > 0)) {
      batch.clear();
      List<Text> wanted = new ArrayList<>();
      for (Text text : texts) {
        int most = Math.min(text.left(), MAX_BATCH - batch.size());
        if (most > 0 && random.nextInt(3) > 0) {
          boolean wantsLogits = random.nextBoolean();
          text.add(batch, 1 + random.nextInt(most), wantsLogits);
          if (wantsLogits) {
            wanted.add(text);
          }
        }
      }
      if (batch.size() > 0) {
        float[][] logits = model.forward(batch);
        for (int i = 0; i < wanted.size(); i++) {
          Text text = wanted.get(i);
          assertArrayEquals(
              text.expected[text.done - 1], logits[i], what + ", position " + text.done);
        }
      }
    }
  }
}
