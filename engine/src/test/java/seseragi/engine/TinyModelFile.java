package seseragi.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import seseragi.engine.gguf.GgufWriter;
import seseragi.kernels.tensor.QuantType;

/** A whole model file: one layer of random weights, and a vocabulary of bytes and letters. */
final class TinyModelFile {
  private static final int EMBEDDING = 32;
  private static final int FEED_FORWARD = 32;
  private static final int CONTEXT = 128;

  private final SplittableRandom random = new SplittableRandom(1);
  private final GgufWriter writer = new GgufWriter();
  private final List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));

  private TinyModelFile(int heads) {
    for (int i = 0; i < 256; i++) {
      tokens.add("<0x%02X>".formatted(i));
    }
    for (char letter = 'a'; letter <= 'z'; letter++) {
      tokens.add(String.valueOf(letter));
    }
    metadata(heads);
    vocabulary();
    tensor("token_embd.weight", EMBEDDING, tokens.size());
    tensor("blk.0.attn_norm.weight", EMBEDDING);
    for (String part : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
      tensor("blk.0." + part + ".weight", EMBEDDING, EMBEDDING);
    }
    tensor("blk.0.ffn_norm.weight", EMBEDDING);
    tensor("blk.0.ffn_gate.weight", EMBEDDING, FEED_FORWARD);
    tensor("blk.0.ffn_up.weight", EMBEDDING, FEED_FORWARD);
    tensor("blk.0.ffn_down.weight", FEED_FORWARD, EMBEDDING);
    tensor("output_norm.weight", EMBEDDING);
  }

  /** With 4 heads of 8. */
  static Path write(Path folder) {
    return write(folder, 4);
  }

  static Path write(Path folder, int heads) {
    Path file = folder.resolve("tiny.gguf");
    new TinyModelFile(heads).writer.write(file);
    return file;
  }

  private void metadata(int heads) {
    writer
        .string("general.architecture", "llama")
        .uint32("llama.block_count", 1)
        .uint32("llama.embedding_length", EMBEDDING)
        .uint32("llama.attention.head_count", heads)
        .uint32("llama.feed_forward_length", FEED_FORWARD)
        .uint32("llama.context_length", CONTEXT)
        .float32("llama.attention.layer_norm_rms_epsilon", 1e-5)
        .string("tokenizer.chat_template", "{{ messages[0].content }}")
        .string("tokenizer.chat_template.tool_use", "tools");
  }

  private void vocabulary() {
    float[] scores = new float[tokens.size()];
    int[] types = new int[tokens.size()]; // 1 normal, 2 unknown, 3 control, 6 byte
    for (int i = 0; i < types.length; i++) {
      types[i] = i == 0 ? 2 : i < 3 ? 3 : i < 259 ? 6 : 1;
    }
    writer
        .string("tokenizer.ggml.model", "llama")
        .strings("tokenizer.ggml.tokens", tokens)
        .float32s("tokenizer.ggml.scores", scores)
        .int32s("tokenizer.ggml.token_type", types);
  }

  private void tensor(String name, int... dimensions) {
    int count = 1;
    List<Long> shape = new ArrayList<>();
    for (int dimension : dimensions) {
      count *= dimension;
      shape.add((long) dimension);
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat((float) (0.5 * random.nextGaussian()));
    }
    writer.tensor(name, QuantType.F32, shape, bytes.array());
  }
}
