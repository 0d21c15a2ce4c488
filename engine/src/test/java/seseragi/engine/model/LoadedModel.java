package seseragi.engine.model;

import java.nio.file.Path;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.GgufWriter;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvStorage;
import seseragi.kernels.KvType;
import seseragi.kernels.Matrix;
import seseragi.kernels.select.KernelSelection;

/** A model with a KV cache, run by the scalar kernels; gives logits as arrays. */
final class LoadedModel implements AutoCloseable {
  static final int BLOCK_SIZE = 4;
  static final int BLOCKS = 64;

  private final Kernels kernels = KernelSelection.create(1, "scalar").kernels();
  private final GgufFile file;
  private final Model model;
  private final KvStorage storage;

  private LoadedModel(Path path, int maxBatchTokens, KvType kvType) {
    this.file = GgufFile.open(path);
    this.model =
        ModelLoader.load(file, kernels, new ModelOptions(0, maxBatchTokens), LoadProgress.NONE);
    this.storage = model.kvStorage(model.kvShape(BLOCKS, BLOCK_SIZE, kvType));
  }

  static LoadedModel of(GgufWriter writer, Path folder, int maxBatchTokens) {
    return new LoadedModel(TinyModel.write(writer, folder), maxBatchTokens, KvType.F32);
  }

  static LoadedModel of(GgufWriter writer, Path folder, int maxBatchTokens, KvType kvType) {
    return new LoadedModel(TinyModel.write(writer, folder), maxBatchTokens, kvType);
  }

  GgufFile file() {
    return file;
  }

  Model model() {
    return model;
  }

  /** Logits of each output row. */
  float[][] forward(Batch batch) {
    Matrix logits = model.forward(batch, storage);
    float[][] rows = new float[batch.outputs()][logits.columns()];
    for (int i = 0; i < rows.length; i++) {
      logits.read(i, rows[i], 0);
    }
    return rows;
  }

  /** Logits after a text that is computed at once, in the first blocks. */
  float[] logitsAfter(int... tokens) {
    Batch batch = new Batch(tokens.length);
    int[] blockTable = new int[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
      blockTable[i] = i;
    }
    batch.add(tokens, 0, tokens.length, blockTable, BLOCKS, BLOCK_SIZE, true);
    return forward(batch)[0];
  }

  @Override
  public void close() {
    model.close();
    storage.close();
    kernels.close();
    file.close();
  }
}
