package seseragi.engine.gguf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import seseragi.engine.gguf.GgufValue.Array;
import seseragi.engine.gguf.GgufValue.Text;
import seseragi.engine.gguf.GgufValue.Whole;
import seseragi.kernels.tensor.QuantType;

/** Small valid files, and the bytes to spoil them with. */
final class GgufFixture {
  static final Path NAME = Path.of("test.gguf");

  private GgufFixture() {}

  /** Every value type, arrays of strings and of arrays, three tensors. */
  static GgufWriter everyType() {
    GgufWriter writer =
        new GgufWriter()
            .string("general.architecture", "test")
            .uint32("u32", 0xffff_ffffL)
            .float32("f32", 1.5)
            .bool("yes", true)
            .bool("no", false)
            .strings("strings", List.of("a", "", "せせらぎ"))
            .int32s("int32s", -1, 0, 7)
            .float32s("float32s", 0.25f, -2f)
            .put("f64", new GgufValue.Real(GgufType.FLOAT64, Math.PI))
            .put(
                "bytes",
                new Array(GgufType.STRING, List.of(Text.ofBytes(new byte[] {(byte) 0xe3}))))
            .put("bools", new Array(GgufType.BOOL, List.of(new GgufValue.Bool(true))))
            .put("nested", nested());
    for (GgufType type : GgufType.values()) {
      if (type.isInteger()) {
        writer.put(type.toString(), new Whole(type, 100));
      }
    }
    return writer
        .tensor("a", QuantType.F32, List.of(3L, 2L), sequence(24))
        .tensor("b", QuantType.Q8_0, List.of(32L), sequence(34))
        .tensor("c", QuantType.F16, List.of(1L, 2L, 3L, 4L), sequence(48));
  }

  /** {@code [[1, 2], [], [3]]} and {@code [["x"]]} in one array. */
  private static GgufValue nested() {
    return new Array(
        GgufType.ARRAY,
        List.of(
            new Array(GgufType.INT8, whole(1, 2)),
            new Array(GgufType.INT8, List.of()),
            new Array(GgufType.STRING, List.of(Text.of("x"), Text.of("yz"))),
            new Array(GgufType.ARRAY, List.of(new Array(GgufType.INT8, whole(3))))));
  }

  private static List<GgufValue> whole(int... values) {
    return IntStream.of(values).<GgufValue>mapToObj(v -> new Whole(GgufType.INT8, v)).toList();
  }

  /** A file as models have them, small: vocabulary, scores, types, some tensors. */
  static GgufWriter smallModel() {
    List<String> tokens = Stream.iterate(0, i -> i + 1).limit(40).map(i -> "t" + i).toList();
    GgufWriter writer =
        new GgufWriter()
            .string("general.architecture", "llama")
            .uint32("llama.block_count", 2)
            .float32("llama.rope.freq_base", 10000)
            .strings("tokenizer.ggml.tokens", tokens)
            .int32s("tokenizer.ggml.token_type", new int[40])
            .float32s("tokenizer.ggml.scores", new float[40]);
    for (String name : List.of("token_embd", "blk.0.attn_q", "blk.1.attn_q", "output")) {
      writer.tensor(name + ".weight", QuantType.Q4_0, List.of(32L, 8L), sequence(144));
    }
    return writer;
  }

  static byte[] sequence(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  static byte[] bytes(GgufWriter writer, Path folder) {
    try {
      Path file = folder.resolve("written.gguf");
      writer.write(file);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file from memory; all checks of {@link GgufFile#open} but those of split files. */
  static GgufShard read(byte[] bytes) {
    return GgufShard.read(NAME, MemorySegment.ofArray(bytes), false);
  }

  /** Builds a file by hand, to say what a writer would not. */
  static final class Raw {
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    static Raw header(long tensors, long entries) {
      return new Raw().magic().i32(3).i64(tensors).i64(entries);
    }

    Raw magic() {
      bytes.put("GGUF".getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    Raw i8(int value) {
      bytes.put((byte) value);
      return this;
    }

    Raw i32(long value) {
      bytes.putInt((int) value);
      return this;
    }

    Raw i64(long value) {
      bytes.putLong(value);
      return this;
    }

    Raw text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return i64(utf8.length).raw(utf8);
    }

    Raw raw(byte[] more) {
      bytes.put(more);
      return this;
    }

    Raw key(String key, GgufType type) {
      return text(key).i32(type.id());
    }

    Raw tensor(String name, long type, long offset, long... dimensions) {
      text(name).i32(dimensions.length);
      for (long dimension : dimensions) {
        i64(dimension);
      }
      return i32(type).i64(offset);
    }

    /** Pads to 32 bytes and adds {@code count} bytes of data. */
    Raw data(int count) {
      bytes.position((bytes.position() + 31) / 32 * 32 + count);
      return this;
    }

    byte[] done() {
      byte[] result = new byte[bytes.position()];
      bytes.get(0, result);
      return result;
    }
  }
}
