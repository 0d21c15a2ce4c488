package seseragi.engine.gguf;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seseragi.engine.gguf.GgufValue.Array;
import seseragi.engine.gguf.GgufValue.Bool;
import seseragi.engine.gguf.GgufValue.Real;
import seseragi.engine.gguf.GgufValue.Text;
import seseragi.engine.gguf.GgufValue.Whole;
import seseragi.kernels.tensor.QuantType;

/**
 * Writes GGUF files that {@link GgufFile} opens: metadata and tensors in the order in which they
 * were given. Tensors are written one after the other, so a file may be larger than memory.
 */
public final class GgufWriter {
  private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
  private final List<TensorSource> tensors = new ArrayList<>();
  private int version = 3;
  private int alignment = 32;

  /** Nothing yet. */
  public GgufWriter() {}

  /** Gives the numbers of a tensor. */
  @FunctionalInterface
  public interface TensorData {
    /** Writes exactly the bytes that type and shape imply. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** A tensor to be written. */
  record TensorSource(String name, QuantType type, List<Long> dimensions, TensorData data) {
    long bytes() {
      return type.bytes(dimensions.stream().reduce(1L, Math::multiplyExact));
    }
  }

  /** Format version: 3 unless set to 2. */
  public GgufWriter version(int version) {
    this.version = version;
    return this;
  }

  /** Alignment of the tensors: a power of two, 32 unless set. */
  public GgufWriter alignment(int alignment) {
    this.alignment = alignment;
    return put("general.alignment", new Whole(GgufType.UINT32, alignment));
  }

  /** Sets a value; a key that is there already keeps its place. */
  public GgufWriter put(String key, GgufValue value) {
    metadata.put(key, value);
    return this;
  }

  public GgufWriter string(String key, String value) {
    return put(key, Text.of(value));
  }

  public GgufWriter uint32(String key, long value) {
    return put(key, new Whole(GgufType.UINT32, value));
  }

  public GgufWriter float32(String key, double value) {
    return put(key, new Real(GgufType.FLOAT32, value));
  }

  public GgufWriter bool(String key, boolean value) {
    return put(key, new Bool(value));
  }

  public GgufWriter strings(String key, List<String> values) {
    return put(key, new Array(GgufType.STRING, values.stream().<GgufValue>map(Text::of).toList()));
  }

  public GgufWriter int32s(String key, int... values) {
    List<GgufValue> elements =
        Arrays.stream(values).<GgufValue>mapToObj(v -> new Whole(GgufType.INT32, v)).toList();
    return put(key, new Array(GgufType.INT32, elements));
  }

  public GgufWriter float32s(String key, float... values) {
    List<GgufValue> elements = new ArrayList<>();
    for (float value : values) {
      elements.add(new Real(GgufType.FLOAT32, value));
    }
    return put(key, new Array(GgufType.FLOAT32, elements));
  }

  /** Takes a key out again. */
  public GgufWriter remove(String key) {
    metadata.remove(key);
    return this;
  }

  /**
   * Adds a tensor, or puts it in the place of one with the same name.
   *
   * @param dimensions columns first
   */
  public GgufWriter tensor(String name, QuantType type, List<Long> dimensions, TensorData data) {
    TensorSource source = new TensorSource(name, type, List.copyOf(dimensions), data);
    for (int i = 0; i < tensors.size(); i++) {
      if (tensors.get(i).name().equals(name)) {
        tensors.set(i, source);
        return this;
      }
    }
    tensors.add(source);
    return this;
  }

  /** The same with the bytes at hand. */
  public GgufWriter tensor(String name, QuantType type, List<Long> dimensions, byte[] data) {
    byte[] copy = data.clone();
    return tensor(name, type, dimensions, out -> out.write(copy));
  }

  /** Takes a tensor out again. */
  public GgufWriter removeTensor(String name) {
    tensors.removeIf(tensor -> tensor.name().equals(name));
    return this;
  }

  /**
   * Writes everything into one file; one that is there is replaced when all is written.
   *
   * @throws UncheckedIOException if the file cannot be written
   * @throws IllegalArgumentException if a tensor gave more or fewer bytes than its shape implies
   */
  public void write(Path file) {
    write(file, metadata, tensors);
  }

  /**
   * Writes everything into several files, the tensors spread evenly.
   *
   * @return the files, {@code folder/prefix-00001-of-...gguf} first
   */
  public List<Path> writeSplit(Path folder, String prefix, int parts) {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      Map<String, GgufValue> header =
          i == 0 ? new LinkedHashMap<>(metadata) : new LinkedHashMap<>();
      if (i > 0 && metadata.containsKey("general.alignment")) {
        header.put("general.alignment", metadata.get("general.alignment"));
      }
      header.put("split.no", new Whole(GgufType.UINT16, i));
      header.put("split.count", new Whole(GgufType.UINT16, parts));
      header.put("split.tensors.count", new Whole(GgufType.INT32, tensors.size()));
      Path file = new SplitName(folder, prefix, i + 1, parts).path(i + 1);
      int first = i * tensors.size() / parts;
      int end = (i + 1) * tensors.size() / parts;
      write(file, header, tensors.subList(first, end));
      files.add(file);
    }
    return files;
  }

  /**
   * Writes beside the file and moves: nobody sees half a file, or one that changes while mapped.
   */
  private void write(Path file, Map<String, GgufValue> header, List<TensorSource> sources) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
        writeAll(new LittleEndianOutput(stream), header, sources);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(part);
    }
  }

  /** A part that was moved is gone already. */
  private static void delete(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeAll(
      LittleEndianOutput out, Map<String, GgufValue> header, List<TensorSource> sources)
      throws IOException {
    out.int32(0x46554747); // "GGUF"
    out.int32(version);
    out.int64(sources.size());
    out.int64(header.size());
    for (Map.Entry<String, GgufValue> entry : header.entrySet()) {
      out.string(entry.getKey());
      out.int32(entry.getValue().type().id());
      out.value(entry.getValue());
    }
    writeDirectory(out, sources);
    for (TensorSource source : sources) {
      writeData(out, source);
    }
  }

  private void writeDirectory(LittleEndianOutput out, List<TensorSource> sources)
      throws IOException {
    long offset = 0;
    for (TensorSource source : sources) {
      out.string(source.name());
      out.int32(source.dimensions().size());
      for (long dimension : source.dimensions()) {
        out.int64(dimension);
      }
      out.int32(source.type().id());
      out.int64(offset);
      offset = (offset + source.bytes() + alignment - 1) / alignment * alignment;
    }
  }

  private void writeData(LittleEndianOutput out, TensorSource source) throws IOException {
    out.align(alignment);
    long start = out.written();
    source.data().writeTo(out);
    if (out.written() - start != source.bytes()) {
      throw new IllegalArgumentException(
          "tensor '%s' got %d bytes, %d are needed"
              .formatted(source.name(), out.written() - start, source.bytes()));
    }
    out.align(alignment);
  }
}
