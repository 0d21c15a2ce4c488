package seseragi.engine.tokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.GgufWriter;

/** Small vocabularies, written to a GGUF file and read from there as those of a model are. */
public final class TinyTokenizer {
  public static final int NORMAL = 1;
  public static final int UNKNOWN = 2;
  public static final int CONTROL = 3;
  public static final int USER_DEFINED = 4;
  public static final int BYTE = 6;

  private final String model;
  private final List<String> texts = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final List<String> merges = new ArrayList<>();
  public final GgufWriter file = new GgufWriter();

  private TinyTokenizer(String model) {
    this.model = model;
    file.string("tokenizer.ggml.model", model);
  }

  /** {@code <unk> <s> </s>}, the 256 bytes, and U+2581: ids 0 to 259. */
  public static TinyTokenizer spm() {
    TinyTokenizer tiny = spmFrame();
    for (int b = 0; b < 256; b++) {
      tiny.token("<0x%02X>".formatted(b), BYTE);
    }
    return tiny.piece("\u2581", -1000);
  }

  /** {@code <unk> <s> </s>} and U+2581. */
  static TinyTokenizer spmWithoutBytes() {
    return spmFrame().piece("\u2581", -1000);
  }

  private static TinyTokenizer spmFrame() {
    return new TinyTokenizer("llama")
        .token("<unk>", UNKNOWN)
        .token("<s>", CONTROL)
        .token("</s>", CONTROL);
  }

  /** The 256 bytes: the id of a byte's token is the byte. */
  public static TinyTokenizer bpe(String pre) {
    TinyTokenizer tiny = new TinyTokenizer("gpt2");
    tiny.file.string("tokenizer.ggml.pre", pre);
    for (int b = 0; b < 256; b++) {
      tiny.token(String.valueOf(ByteLevel.character(b)), NORMAL);
    }
    return tiny;
  }

  public TinyTokenizer token(String text, int type) {
    return add(text, 0, type);
  }

  public TinyTokenizer piece(String text, float score) {
    return add(text, score, NORMAL);
  }

  /** Two parts with a space between; the token that they make is added if it is not there. */
  public TinyTokenizer merge(String parts) {
    merges.add(parts);
    String whole = parts.replace(" ", "");
    return texts.contains(whole) ? this : token(whole, NORMAL);
  }

  private TinyTokenizer add(String text, float score, int type) {
    texts.add(text);
    scores.add(score);
    types.add(type);
    return this;
  }

  public int id(String text) {
    int id = texts.lastIndexOf(text);
    if (id < 0) {
      throw new IllegalArgumentException("no token '" + text + "' in the tiny vocabulary");
    }
    return id;
  }

  public int[] ids(String... tokens) {
    int[] ids = new int[tokens.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = id(tokens[i]);
    }
    return ids;
  }

  /** The file as it is, but for what a test has set itself in {@link #file}. */
  TinyTokenizer fill() {
    file.strings("tokenizer.ggml.tokens", texts);
    file.int32s("tokenizer.ggml.token_type", types.stream().mapToInt(Integer::intValue).toArray());
    if (model.equals("llama")) {
      float[] values = new float[scores.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = scores.get(i);
      }
      file.float32s("tokenizer.ggml.scores", values);
    } else {
      file.strings("tokenizer.ggml.merges", merges);
    }
    return this;
  }

  public Tokenizer build() {
    fill();
    return read();
  }

  Tokenizer read() {
    try {
      Path path = Files.createTempFile("tiny", ".gguf");
      try {
        file.write(path);
        try (GgufFile opened = GgufFile.open(path)) {
          return Tokenizers.of(opened.metadata());
        }
      } finally {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
