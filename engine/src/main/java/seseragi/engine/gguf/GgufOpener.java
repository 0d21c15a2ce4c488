package seseragi.engine.gguf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import seseragi.kernels.memory.MappedFile;
import seseragi.kernels.tensor.Tensor;

/** Opens all files of a model and joins them. */
final class GgufOpener {
  private static final String NUMBER_KEY = "split.no";
  private static final String COUNT_KEY = "split.count";
  private static final String TENSORS_KEY = "split.tensors.count";

  private final Path asked;
  private final boolean anyType;
  private final List<MappedFile> files = new ArrayList<>();
  private final List<GgufShard> shards = new ArrayList<>();

  private GgufOpener(Path asked, boolean anyType) {
    this.asked = asked;
    this.anyType = anyType;
  }

  static GgufFile open(Path path, boolean anyType) {
    GgufOpener opener = new GgufOpener(path, anyType);
    try {
      return opener.open();
    } catch (RuntimeException | Error e) {
      opener.files.forEach(MappedFile::close);
      throw e;
    }
  }

  private GgufFile open() {
    GgufShard first = map(asked);
    long count = first.metadata().integer(COUNT_KEY, 1);
    if (count == 1 || count == 0) {
      return join();
    }
    SplitName name = splitName(count);
    long number = checkNumber(first, name.number() - 1, count);
    if (number != 0) {
      files.forEach(MappedFile::close);
      files.clear();
      shards.clear();
      checkNumber(map(present(name, 1)), 0, count);
    }
    for (int i = 2; i <= name.count(); i++) {
      checkNumber(map(present(name, i)), i - 1, count);
    }
    checkTensorCount();
    return join();
  }

  private GgufShard map(Path path) {
    MappedFile file = MappedFile.open(path);
    files.add(file);
    GgufShard shard = GgufShard.read(path, file.bytes(), anyType);
    shards.add(shard);
    return shard;
  }

  private SplitName splitName(long count) {
    Optional<SplitName> name = SplitName.of(asked);
    if (name.isEmpty() || name.get().count() != count) {
      throw shards
          .getFirst()
          .metadata()
          .refuse(
              COUNT_KEY,
              ("the file is one of %d, but its name does not say so. "
                      + "Name the files as they were made: NAME-00001-of-%05d.gguf and so on.")
                  .formatted(count, count));
    }
    return name.get();
  }

  private static Path present(SplitName name, int number) {
    Path path = name.path(number);
    if (!Files.exists(path)) {
      throw new ModelFormatException(
          path,
          -1,
          "",
          "part %d of %d is missing. Put all parts into one folder."
              .formatted(number, name.count()));
    }
    return path;
  }

  private static long checkNumber(GgufShard shard, long number, long count) {
    long foundNumber = shard.metadata().integer(NUMBER_KEY);
    long foundCount = shard.metadata().integer(COUNT_KEY, 1);
    if (foundNumber != number || foundCount != count) {
      throw shard
          .metadata()
          .refuse(
              NUMBER_KEY,
              ("the name says part %d of %d, the contents say part %d of %d. "
                      + "A part was copied or renamed: download it again.")
                  .formatted(number + 1, count, foundNumber + 1, foundCount));
    }
    return foundNumber;
  }

  private void checkTensorCount() {
    GgufMetadata metadata = shards.getFirst().metadata();
    long found = shards.stream().mapToLong(shard -> shard.inventory().size()).sum();
    long expected = metadata.integer(TENSORS_KEY, found);
    if (found != expected) {
      throw metadata.refuse(
          TENSORS_KEY,
          ("the parts hold %d tensors in all, %d are announced. "
                  + "A part is of another model: download all again.")
              .formatted(found, expected));
    }
  }

  private GgufFile join() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, TensorInfo> inventory = new LinkedHashMap<>();
    for (GgufShard shard : shards) {
      for (TensorInfo info : shard.inventory()) {
        if (inventory.put(info.name(), info) != null) {
          throw new ModelFormatException(
              shard.file(), -1, info.name(), "the tensor is also in an earlier part");
        }
      }
      shard.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    }
    long bytes = files.stream().mapToLong(file -> file.bytes().byteSize()).sum();
    GgufShard first = shards.getFirst();
    return new GgufFile(first.file(), bytes, first.metadata(), tensors, inventory.values(), files);
  }
}
