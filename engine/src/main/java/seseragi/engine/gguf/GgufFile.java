package seseragi.engine.gguf;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import seseragi.kernels.memory.MappedFile;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/**
 * A GGUF model, version 2 or 3, in one file or split into several ({@code
 * name-00001-of-00003.gguf}), mapped into memory.
 *
 * <p>When {@link #open} returns, everything but the numbers themselves has been checked: every
 * offset, length and count lies within the files, tensors are aligned and do not overlap, names are
 * unique. The time taken is that of reading the header; memory is a small multiple of the header.
 *
 * <p>The tensors' bytes are the mapped file: after {@link #close()} an access throws {@link
 * IllegalStateException}. If another program truncates the file meanwhile, an access to the lost
 * part makes the JVM throw {@link InternalError}, on the thread that reads: while a model is being
 * loaded {@code ModelLoader} turns it into a {@link ModelFormatException}; later, where a backend
 * works on the mapped bytes in place, it surfaces from the step, and the engine loop fails the
 * requests of that step.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF specification</a>
 */
public final class GgufFile implements AutoCloseable {
  private final Path path;
  private final long bytes;
  private final GgufMetadata metadata;
  private final Map<String, Tensor> tensors;
  private final List<TensorInfo> inventory;
  private final List<MappedFile> files;

  GgufFile(
      Path path,
      long bytes,
      GgufMetadata metadata,
      Map<String, Tensor> tensors,
      Collection<TensorInfo> inventory,
      List<MappedFile> files) {
    this.path = path;
    this.bytes = bytes;
    this.metadata = metadata;
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    this.inventory = List.copyOf(inventory);
    this.files = List.copyOf(files);
  }

  /**
   * Opens a model; any of its files will do if it is split.
   *
   * @throws ModelFormatException if a file is damaged, missing among several, or holds something
   *     that is not supported
   * @throws java.io.UncheckedIOException if the file does not exist or cannot be read
   */
  public static GgufFile open(Path path) {
    return GgufOpener.open(path, false);
  }

  /**
   * The same, for looking at: tensors of types that are not supported are in the {@link #inventory}
   * only.
   */
  public static GgufFile describe(Path path) {
    return GgufOpener.open(path, true);
  }

  /** The file that was opened; the first one of several. */
  public Path path() {
    return path;
  }

  /** Size of all files together. */
  public long bytes() {
    return bytes;
  }

  /** Keys and values; of several files, those of the first. Stays valid after {@link #close()}. */
  public GgufMetadata metadata() {
    return metadata;
  }

  /** All tensors, in file order. */
  public List<Tensor> tensors() {
    return List.copyOf(tensors.values());
  }

  /** What the file says of all its tensors, in file order. Stays valid after {@link #close()}. */
  public List<TensorInfo> inventory() {
    return inventory;
  }

  /**
   * A tensor that has to be there.
   *
   * @throws ModelFormatException if it is not
   */
  public Tensor tensor(String name) {
    return findTensor(name)
        .orElseThrow(
            () ->
                refuse(
                    name,
                    "the tensor is missing. "
                        + "The file is incomplete: convert or download it again."));
  }

  /** A tensor that may be there. */
  public Optional<Tensor> findTensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** Refuses a tensor, in the words that a reader of the file would choose. */
  public ModelFormatException refuse(String name, String reason) {
    return new ModelFormatException(path, -1, name, reason);
  }

  /** Numbers in all tensors together. */
  public long parameters() {
    return tensors.values().stream().mapToLong(Tensor::count).sum();
  }

  /** The type that holds most of the numbers of the matrices; empty if there is no tensor. */
  public Optional<QuantType> mainType() {
    Map<QuantType, Long> counts = new LinkedHashMap<>();
    tensors.values().forEach(t -> counts.merge(t.type(), t.count(), Long::sum));
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  /** Unmaps the files. Idempotent. */
  @Override
  public void close() {
    files.forEach(MappedFile::close);
  }
}
