package seseragi.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import seseragi.engine.gguf.GgufWriter;
import seseragi.kernels.tensor.QuantType;

/**
 * Writes a Llama model of a known shape with random weights: as fast or slow as a real one, and
 * speaking nonsense. The same arguments give the same file.
 */
public final class RandomModel {
  private static final int CHUNK_BLOCKS = 4096;

  private final Shape shape;
  private final QuantType type;
  private final SplittableRandom random = new SplittableRandom(1);
  private final GgufWriter writer = new GgufWriter();

  /** Sizes of a Llama model; the vocabulary has 32,000 pieces. */
  enum Shape {
    /** Small enough to be run by the scalar kernels. */
    TINY("tiny", 2, 256, 8, 4, 512, 512),
    /** As GPT-2's smallest. */
    SMALL("110m", 12, 768, 12, 12, 2048, 2048),
    /** TinyLlama 1.1B. */
    TINY_LLAMA("1.1b", 22, 2048, 32, 4, 5632, 2048);

    private final String title;
    private final int layers;
    private final int embedding;
    private final int heads;
    private final int kvHeads;
    private final int feedForward;
    private final int context;

    Shape(
        String title,
        int layers,
        int embedding,
        int heads,
        int kvHeads,
        int feedForward,
        int context) {
      this.title = title;
      this.layers = layers;
      this.embedding = embedding;
      this.heads = heads;
      this.kvHeads = kvHeads;
      this.feedForward = feedForward;
      this.context = context;
    }

    private int kvColumns() {
      return embedding / heads * kvHeads;
    }
  }

  private RandomModel(Shape shape, QuantType type) {
    this.shape = shape;
    this.type = type;
  }

  /** {@code RandomModel SHAPE TYPE FILE}, as {@code RandomModel 1.1b Q8_0 model.gguf}. */
  public static void main(String[] arguments) {
    Shape shape = arguments.length == 3 ? shape(arguments[0]) : null;
    QuantType type = arguments.length == 3 ? type(arguments[1]) : null;
    if (shape == null || type == null) {
      System.err.printf(
          "usage: RandomModel SHAPE TYPE FILE%n  SHAPE: %s%n  TYPE: %s%n",
          Arrays.stream(Shape.values()).map(s -> s.title).collect(Collectors.joining(", ")),
          Arrays.stream(QuantType.values()).map(Enum::name).collect(Collectors.joining(", ")));
      System.exit(2);
      return;
    }
    write(shape, type, Path.of(arguments[2]));
  }

  private static Shape shape(String title) {
    return Arrays.stream(Shape.values())
        .filter(s -> s.title.equals(title))
        .findFirst()
        .orElse(null);
  }

  private static QuantType type(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    return Arrays.stream(QuantType.values())
        .filter(t -> t.name().equals(wanted))
        .findFirst()
        .orElse(null);
  }

  static void write(Shape shape, QuantType type, Path file) {
    RandomModel model = new RandomModel(shape, type);
    model.metadata();
    model.tensors();
    model.writer.write(file);
  }

  private void metadata() {
    writer
        .string("general.architecture", "llama")
        .string("general.name", "random %s %s".formatted(shape.title, type))
        .uint32("llama.block_count", shape.layers)
        .uint32("llama.context_length", shape.context)
        .uint32("llama.embedding_length", shape.embedding)
        .uint32("llama.feed_forward_length", shape.feedForward)
        .uint32("llama.attention.head_count", shape.heads)
        .uint32("llama.attention.head_count_kv", shape.kvHeads)
        .float32("llama.attention.layer_norm_rms_epsilon", 1e-5)
        .float32("llama.rope.freq_base", 10_000)
        .string("tokenizer.ggml.model", "llama")
        .uint32("tokenizer.ggml.bos_token_id", 1)
        .uint32("tokenizer.ggml.eos_token_id", 2);
    SyntheticVocabulary.addTo(writer);
  }

  private void tensors() {
    matrix("token_embd.weight", shape.embedding, SyntheticVocabulary.SIZE);
    for (int i = 0; i < shape.layers; i++) {
      String prefix = "blk." + i + ".";
      norm(prefix + "attn_norm.weight");
      matrix(prefix + "attn_q.weight", shape.embedding, shape.embedding);
      matrix(prefix + "attn_k.weight", shape.embedding, shape.kvColumns());
      matrix(prefix + "attn_v.weight", shape.embedding, shape.kvColumns());
      matrix(prefix + "attn_output.weight", shape.embedding, shape.embedding);
      norm(prefix + "ffn_norm.weight");
      matrix(prefix + "ffn_gate.weight", shape.embedding, shape.feedForward);
      matrix(prefix + "ffn_up.weight", shape.embedding, shape.feedForward);
      matrix(prefix + "ffn_down.weight", shape.feedForward, shape.embedding);
    }
    norm("output_norm.weight");
    matrix("output.weight", shape.embedding, SyntheticVocabulary.SIZE);
  }

  private void matrix(String name, int columns, int rows) {
    SplittableRandom own = random.split();
    List<Long> dimensions = List.of((long) columns, (long) rows);
    RandomBlocks blocks = new RandomBlocks(type, own, 1 / Math.sqrt(columns));
    long count = (long) columns / type.blockSize() * rows;
    writer.tensor(name, type, dimensions, out -> write(blocks, count, out));
  }

  private static void write(RandomBlocks blocks, long count, OutputStream out) throws IOException {
    for (long done = 0; done < count; done += CHUNK_BLOCKS) {
      out.write(blocks.next((int) Math.min(CHUNK_BLOCKS, count - done)));
    }
  }

  private void norm(String name) {
    RandomBlocks ones = new RandomBlocks(QuantType.F32, random.split(), 0);
    List<Long> dimensions = List.of((long) shape.embedding);
    writer.tensor(
        name, QuantType.F32, dimensions, out -> out.write(ones.constant(1, shape.embedding)));
  }
}
