package seseragi.engine.model;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.GgufMetadata;

/**
 * The same models once more, written down as in a textbook: double precision, the whole text at
 * once, no cache, no batch, nothing shared with the engine but the file reader. F32 files only.
 */
final class TextbookModel {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final GgufFile file;
  private final GgufMetadata metadata;
  private final String architecture;
  private final int heads;
  private final int kvHeads;
  private final int headSize;

  TextbookModel(GgufFile file) {
    this.file = file;
    this.metadata = file.metadata();
    this.architecture = metadata.string("general.architecture");
    this.heads = size("attention.head_count");
    this.kvHeads = size("attention.head_count_kv");
    this.headSize = TinyModel.HEAD_SIZE;
  }

  private int size(String name) {
    return (int) metadata.integer(architecture + "." + name);
  }

  /** Logits after the last token. */
  double[] logitsAfter(int... tokens) {
    double[][] x = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      x[t] = row("token_embd.weight", tokens[t]);
    }
    for (int layer = 0; layer < size("block_count"); layer++) {
      String block = "blk." + layer + ".";
      addAttention(block, x);
      for (double[] token : x) {
        double[] h = norm(token, block + "ffn_norm.weight");
        double[] gate = linear(block + "ffn_gate", h);
        double[] up = linear(block + "ffn_up", h);
        for (int i = 0; i < gate.length; i++) {
          gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
        }
        add(token, linear(block + "ffn_down", gate));
      }
    }
    double[] last = norm(x[x.length - 1], "output_norm.weight");
    return linear(file.findTensor("output.weight").isPresent() ? "output" : "token_embd", last);
  }

  private void addAttention(String block, double[][] x) {
    double[][] q = new double[x.length][];
    double[][] k = new double[x.length][];
    double[][] v = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] h = norm(x[t], block + "attn_norm.weight");
      q[t] = turned(linear(block + "attn_q", h), block + "attn_q_norm.weight", t);
      k[t] = turned(linear(block + "attn_k", h), block + "attn_k_norm.weight", t);
      v[t] = linear(block + "attn_v", h);
    }
    for (int t = 0; t < x.length; t++) {
      double[] attended = new double[heads * headSize];
      for (int head = 0; head < heads; head++) {
        attend(q, k, v, t, head, attended);
      }
      add(x[t], linear(block + "attn_output", attended));
    }
  }

  private void attend(
      double[][] q, double[][] k, double[][] v, int t, int head, double[] attended) {
    int own = head * headSize;
    int shared = head / (heads / kvHeads) * headSize;
    double[] weight = new double[t + 1];
    double total = 0;
    for (int s = 0; s <= t; s++) {
      double score = 0;
      for (int i = 0; i < headSize; i++) {
        score += q[t][own + i] * k[s][shared + i];
      }
      weight[s] = Math.exp(score / Math.sqrt(headSize));
      total += weight[s];
    }
    for (int s = 0; s <= t; s++) {
      for (int i = 0; i < headSize; i++) {
        attended[own + i] += weight[s] / total * v[s][shared + i];
      }
    }
  }

  /** Each head normalised, if there is a norm for it, and turned by its position. */
  private double[] turned(double[] x, String normName, int position) {
    boolean neighbours = architecture.equals("llama");
    for (int head = 0; head < x.length; head += headSize) {
      if (file.findTensor(normName).isPresent()) {
        double[] one = new double[headSize];
        System.arraycopy(x, head, one, 0, headSize);
        System.arraycopy(norm(one, normName), 0, x, head, headSize);
      }
      for (int pair = 0; pair < headSize / 2; pair++) {
        int a = head + (neighbours ? 2 * pair : pair);
        int b = neighbours ? a + 1 : a + headSize / 2;
        double angle = position * angle(pair);
        double turnedA = x[a] * Math.cos(angle) - x[b] * Math.sin(angle);
        x[b] = x[a] * Math.sin(angle) + x[b] * Math.cos(angle);
        x[a] = turnedA;
      }
    }
    return x;
  }

  private double angle(int pair) {
    double base = metadata.number(architecture + ".rope.freq_base", 10_000);
    double factor = metadata.number(architecture + ".rope.scaling.factor", 1);
    double divisor = vector("rope_freqs.weight").map(divisors -> divisors[pair]).orElse(1.0);
    return 1 / Math.pow(base, 2.0 * pair / headSize) / divisor / factor;
  }

  private double[] norm(double[] x, String name) {
    double[] weight = vector(name).orElseThrow();
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double epsilon = metadata.number(architecture + ".attention.layer_norm_rms_epsilon");
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = x[i] / Math.sqrt(squares / x.length + epsilon) * weight[i];
    }
    return out;
  }

  private double[] linear(String name, double[] x) {
    int rows = (int) file.tensor(name + ".weight").rows();
    double[] out = vector(name + ".bias").orElse(new double[rows]);
    for (int r = 0; r < rows; r++) {
      double[] weights = row(name + ".weight", r);
      for (int c = 0; c < x.length; c++) {
        out[r] += weights[c] * x[c];
      }
    }
    return out;
  }

  private static void add(double[] x, double[] branch) {
    for (int i = 0; i < x.length; i++) {
      x[i] += branch[i];
    }
  }

  private Optional<double[]> vector(String name) {
    return file.findTensor(name).map(tensor -> row(name, 0));
  }

  private double[] row(String name, int row) {
    int columns = (int) file.tensor(name).columns();
    double[] numbers = new double[columns];
    for (int c = 0; c < columns; c++) {
      numbers[c] = file.tensor(name).data().getAtIndex(FLOAT, (long) row * columns + c);
    }
    return numbers;
  }
}
