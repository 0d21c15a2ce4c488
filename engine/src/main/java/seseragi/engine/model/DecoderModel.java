package seseragi.engine.model;

import java.util.List;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvStorage;
import seseragi.kernels.KvType;
import seseragi.kernels.Matrix;
import seseragi.kernels.Weights;

/** A decoder-only transformer: embedding, layers, logits. */
final class DecoderModel implements Model {
  private final Kernels kernels;
  private final HyperParameters sizes;
  private final int contextLength;
  private final int maxBatchTokens;
  private final Weights embedding; // [vocabulary, embedding]
  private final Rope[] ropes;
  private final Layer[] layers;
  private final OutputHead head;
  private final Pass pass;
  private boolean closed;

  DecoderModel(
      Kernels kernels,
      HyperParameters sizes,
      ModelOptions options,
      Weights embedding,
      List<Rope> ropes,
      List<Layer> layers,
      OutputHead head) {
    this.kernels = kernels;
    this.sizes = sizes;
    this.contextLength = options.contextLength();
    this.maxBatchTokens = options.maxBatchTokens();
    this.embedding = embedding;
    this.ropes = ropes.toArray(Rope[]::new);
    this.layers = layers.toArray(Layer[]::new);
    this.head = head;
    this.pass = new Pass(kernels, maxBatchTokens, sizes.embedding());
  }

  @Override
  public Matrix forward(Batch batch, KvStorage storage) {
    check(batch);
    pass.begin(batch, storage);
    kernels.gather(embedding, batch.tokens(), batch.size(), pass.residual());
    for (Rope rope : ropes) {
      rope.prepare(batch.positions(), batch.size());
    }
    for (Layer layer : layers) {
      layer.forward(pass);
    }
    return head.apply(pass);
  }

  private void check(Batch batch) {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
    if (batch.size() < 1 || batch.size() > maxBatchTokens) {
      throw new IllegalArgumentException(
          "a batch of %d tokens, 1 to %d are possible".formatted(batch.size(), maxBatchTokens));
    }
    for (int i = 0; i < batch.size(); i++) {
      int token = batch.tokens()[i];
      int position = batch.positions()[i];
      if (token < 0 || token >= sizes.vocabulary() || position >= contextLength) {
        throw new IllegalArgumentException(
            "token %d at position %d: the vocabulary has %d tokens, the context %d"
                .formatted(token, position, sizes.vocabulary(), contextLength));
      }
    }
  }

  @Override
  public int vocabularySize() {
    return sizes.vocabulary();
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  @Override
  public int maxBatchTokens() {
    return maxBatchTokens;
  }

  @Override
  public KvShape kvShape(int blocks, int blockSize, KvType type) {
    return new KvShape(
        sizes.layers(),
        blocks,
        blockSize,
        sizes.kvHeads(),
        sizes.keySize(),
        sizes.valueSize(),
        type);
  }

  @Override
  public KvStorage kvStorage(KvShape shape) {
    return kernels.kvStorage(shape);
  }

  @Override
  public void close() {
    closed = true;
  }
}
