package seseragi.engine.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import seseragi.engine.gguf.GgufWriter;
import seseragi.kernels.tensor.QuantType;

/** A small model with random f32 weights, as a file that a test may spoil before it is written. */
final class TinyModel {
  static final int LAYERS = 2;
  static final int EMBEDDING = 32;
  static final int HEADS = 4;
  static final int KV_HEADS = 2;
  static final int HEAD_SIZE = 8;
  static final int FEED_FORWARD = 48;
  static final int VOCABULARY = 50;
  static final int CONTEXT = 64;

  private final SplittableRandom random;
  private final int headSize;
  private final GgufWriter writer = new GgufWriter();

  private TinyModel(String architecture, long seed, int headSize) {
    this.random = new SplittableRandom(seed);
    this.headSize = headSize;
    writer
        .string("general.architecture", architecture)
        .uint32(architecture + ".block_count", LAYERS)
        .uint32(architecture + ".embedding_length", EMBEDDING)
        .uint32(architecture + ".attention.head_count", HEADS)
        .uint32(architecture + ".attention.head_count_kv", KV_HEADS)
        .uint32(architecture + ".feed_forward_length", FEED_FORWARD)
        .uint32(architecture + ".context_length", CONTEXT)
        .float32(architecture + ".attention.layer_norm_rms_epsilon", 1e-5)
        .strings(
            "tokenizer.ggml.tokens",
            IntStream.range(0, VOCABULARY).mapToObj(i -> "t" + i).toList());
    if (headSize != HEAD_SIZE) { // which needs no key
      writer
          .uint32(architecture + ".attention.key_length", headSize)
          .uint32(architecture + ".attention.value_length", headSize);
    }
    tensor("token_embd.weight", EMBEDDING, VOCABULARY);
    for (int i = 0; i < LAYERS; i++) {
      layer("blk." + i + ".", architecture);
    }
    norm("output_norm.weight", EMBEDDING);
    tensor("output.weight", EMBEDDING, VOCABULARY);
  }

  /** A file of this architecture; the same for the same seed. */
  static GgufWriter of(String architecture, long seed) {
    return of(architecture, seed, HEAD_SIZE);
  }

  static GgufWriter of(String architecture, long seed, int headSize) {
    return new TinyModel(architecture, seed, headSize).writer;
  }

  static GgufWriter llama() {
    return of("llama", 1);
  }

  static Path write(GgufWriter writer, Path folder) {
    Path file = folder.resolve("tiny.gguf");
    writer.write(file);
    return file;
  }

  private void layer(String prefix, String architecture) {
    norm(prefix + "attn_norm.weight", EMBEDDING);
    tensor(prefix + "attn_q.weight", EMBEDDING, HEADS * headSize);
    tensor(prefix + "attn_k.weight", EMBEDDING, KV_HEADS * headSize);
    tensor(prefix + "attn_v.weight", EMBEDDING, KV_HEADS * headSize);
    tensor(prefix + "attn_output.weight", HEADS * headSize, EMBEDDING);
    norm(prefix + "ffn_norm.weight", EMBEDDING);
    tensor(prefix + "ffn_gate.weight", EMBEDDING, FEED_FORWARD);
    tensor(prefix + "ffn_up.weight", EMBEDDING, FEED_FORWARD);
    tensor(prefix + "ffn_down.weight", FEED_FORWARD, EMBEDDING);
    if (architecture.equals("qwen2")) {
      norm(prefix + "attn_q.bias", HEADS * headSize);
      norm(prefix + "attn_k.bias", KV_HEADS * headSize);
      norm(prefix + "attn_v.bias", KV_HEADS * headSize);
    }
    if (architecture.equals("qwen3")) {
      norm(prefix + "attn_q_norm.weight", headSize);
      norm(prefix + "attn_k_norm.weight", headSize);
    }
  }

  private void tensor(String name, int columns, int rows) {
    double scale = 1.5 / Math.sqrt(columns);
    float[] numbers = new float[columns * rows];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (scale * random.nextGaussian());
    }
    writer.tensor(name, QuantType.F32, List.of((long) columns, (long) rows), bytes(numbers));
  }

  private void norm(String name, int columns) {
    float[] numbers = new float[columns];
    for (int i = 0; i < columns; i++) {
      numbers[i] = (float) (1 + 0.2 * random.nextGaussian());
    }
    writer.tensor(name, QuantType.F32, List.of((long) columns), bytes(numbers));
  }

  static byte[] bytes(float... numbers) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(numbers);
    return buffer.array();
  }
}
