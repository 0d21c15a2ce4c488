package seseragi.engine.model;

import seseragi.kernels.KvShape;
import seseragi.kernels.KvStorage;
import seseragi.kernels.KvType;
import seseragi.kernels.Matrix;

/** The forward pass of one loaded model. Used by one thread at a time: the engine's. */
public interface Model extends AutoCloseable {
  /** Tokens that the logits speak of. */
  int vocabularySize();

  /** Longest sequence, in tokens. */
  int contextLength();

  /** Largest batch, in tokens, that {@link #forward} takes. */
  int maxBatchTokens();

  /** Shape of the KV cache that {@link #forward} wants. */
  KvShape kvShape(int blocks, int blockSize, KvType type);

  /** New memory for keys and values. */
  KvStorage kvStorage(KvShape shape);

  /**
   * Computes a batch: stores the keys and values of its tokens and gives the logits of its output
   * rows.
   *
   * @return {@code [batch.outputs(), vocabularySize()]}, valid until the next call
   */
  Matrix forward(Batch batch, KvStorage storage);

  @Override
  void close();
}
