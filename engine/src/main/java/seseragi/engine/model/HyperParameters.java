package seseragi.engine.model;

import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.GgufMetadata;
import seseragi.engine.gguf.ModelFormatException;

/**
 * Sizes of a decoder-only transformer, as its file gives them, free of contradictions.
 *
 * @param layers repeated blocks
 * @param embedding numbers of the residual stream
 * @param heads query heads
 * @param kvHeads key/value heads; {@code heads} is a multiple of it
 * @param keySize numbers of one key, and of one query
 * @param valueSize numbers of one value
 * @param feedForward inner numbers of the feed-forward part
 * @param epsilon of the RMS norms
 * @param trainedContext longest sequence that the model was made for
 * @param vocabulary tokens
 */
record HyperParameters(
    int layers,
    int embedding,
    int heads,
    int kvHeads,
    int keySize,
    int valueSize,
    int feedForward,
    float epsilon,
    int trainedContext,
    int vocabulary) {
  // Several times what the largest known models have: a file that claims more is damaged, and must
  // not make the engine allocate for it.
  private static final int MAX_LAYERS = 1024;
  private static final int MAX_WIDTH = 1 << 17;
  private static final int MAX_HEADS = 1 << 12;
  private static final int MAX_HEAD_SIZE = 1 << 12;
  private static final int MAX_CONTEXT = 1 << 28;
  private static final int MAX_VOCABULARY = 1 << 22;

  static HyperParameters of(GgufFile file, ArchitectureKeys keys) {
    if (keys.integer("expert_count", 0, Integer.MAX_VALUE, 0) > 0) {
      throw keys.refuse(
          "expert_count",
          "mixtures of experts are not supported yet. Choose a model without experts.");
    }
    int embedding = keys.integer("embedding_length", 1, MAX_WIDTH);
    int heads = keys.integer("attention.head_count", 1, MAX_HEADS);
    int kvHeads = keys.integer("attention.head_count_kv", 1, MAX_HEADS, heads);
    if (heads % kvHeads != 0) {
      throw keys.refuse(
          "attention.head_count_kv",
          "%d query heads cannot share %d key/value heads evenly".formatted(heads, kvHeads));
    }
    return new HyperParameters(
        keys.integer("block_count", 1, MAX_LAYERS),
        embedding,
        heads,
        kvHeads,
        headSize(keys, "attention.key_length", embedding, heads),
        headSize(keys, "attention.value_length", embedding, heads),
        keys.integer("feed_forward_length", 1, MAX_WIDTH),
        (float) keys.number("attention.layer_norm_rms_epsilon", 0, 1),
        keys.integer("context_length", 1, MAX_CONTEXT),
        vocabulary(file, keys));
  }

  private static int headSize(ArchitectureKeys keys, String name, int embedding, int heads) {
    if (keys.has(name)) {
      return keys.integer(name, 1, Math.min(MAX_HEAD_SIZE, MAX_WIDTH / heads));
    }
    if (embedding % heads != 0) {
      throw keys.refuse(
          "attention.head_count",
          "%d heads do not divide the embedding length %d, and there is no %s"
              .formatted(heads, embedding, keys.key(name)));
    }
    return embedding / heads;
  }

  private static int vocabulary(GgufFile file, ArchitectureKeys keys) {
    GgufMetadata metadata = file.metadata();
    long rows = file.tensor("token_embd.weight").rows();
    long announced = rows;
    if (metadata.has("tokenizer.ggml.tokens")) {
      announced = metadata.strings("tokenizer.ggml.tokens").size();
    } else if (keys.has("vocab_size")) {
      announced = keys.integer("vocab_size", 1, MAX_VOCABULARY);
    }
    if (rows != announced || rows > MAX_VOCABULARY) {
      throw new ModelFormatException(
          file.path(),
          -1,
          "token_embd.weight",
          "the tensor has %d rows, but there are %d tokens. The file is damaged: convert it again."
              .formatted(rows, announced));
    }
    return (int) rows;
  }

  /** Numbers of all queries of a token. */
  int queryColumns() {
    return heads * keySize;
  }

  /** Numbers of all keys of a token. */
  int keyColumns() {
    return kvHeads * keySize;
  }

  /** Numbers of all values of a token. */
  int valueColumns() {
    return kvHeads * valueSize;
  }

  /** Numbers that attention gives for a token. */
  int attendedColumns() {
    return heads * valueSize;
  }
}
