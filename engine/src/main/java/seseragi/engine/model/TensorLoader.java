package seseragi.engine.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import seseragi.engine.gguf.GgufFile;
import seseragi.kernels.Kernels;
import seseragi.kernels.Matrix;
import seseragi.kernels.Weights;
import seseragi.kernels.tensor.Tensor;

/**
 * Takes tensors out of a file: checks their shapes, reports progress, and remembers which were
 * used, so that a tensor that nobody asked for is not silently ignored.
 */
final class TensorLoader {
  private static final int PAGE = 4096;
  private static final long CHUNK = 4 << 20;

  private final GgufFile file;
  private final Kernels kernels;
  private final LoadProgress progress;
  private final Set<String> used = new HashSet<>();
  private final long totalBytes;
  private long doneBytes;

  /** One of several stacked matrices: {@code name.weight} with so many rows. */
  record Part(String name, int rows) {}

  TensorLoader(GgufFile file, Kernels kernels, LoadProgress progress) {
    this.file = file;
    this.kernels = kernels;
    this.progress = progress;
    this.totalBytes = file.tensors().stream().mapToLong(t -> t.data().byteSize()).sum();
  }

  /** A matrix that is in the file, or a tensor of another kind. */
  boolean has(String name) {
    return file.findTensor(name).isPresent();
  }

  /** A matrix, {@code name.weight}. */
  Weights weights(int columns, Part part) {
    return stacked(columns, List.of(part));
  }

  /** Matrices with the same inputs as one product, with their biases as far as there are any. */
  Linear linear(int columns, Part... parts) {
    List<Part> list = List.of(parts);
    return new Linear(kernels, stacked(columns, list), bias(list));
  }

  private Weights stacked(int columns, List<Part> parts) {
    List<Tensor> tensors = new ArrayList<>();
    for (Part part : parts) {
      tensors.add(take(part.name() + ".weight", columns, part.rows()));
    }
    tensors.forEach(this::touch);
    Weights weights = kernels.weights(tensors);
    tensors.forEach(this::report);
    return weights;
  }

  private Optional<Matrix> bias(List<Part> parts) {
    if (parts.stream().noneMatch(part -> has(part.name() + ".bias"))) {
      return Optional.empty();
    }
    int rows = parts.stream().mapToInt(Part::rows).sum();
    Matrix stacked = kernels.matrix(1, rows);
    int first = 0;
    for (Part part : parts) {
      if (has(part.name() + ".bias")) {
        float[] numbers = new float[part.rows()];
        vector(part.name() + ".bias", part.rows()).read(0, numbers, 0);
        stacked.columns(first, part.rows()).write(0, numbers, 0);
      }
      first += part.rows();
    }
    return Optional.of(stacked);
  }

  /** A row of {@code columns} numbers. */
  Matrix vector(String name, int columns) {
    Tensor tensor = take(name, columns, 1);
    Matrix row = kernels.constant(tensor);
    report(tensor);
    return row;
  }

  private Tensor take(String name, int columns, int rows) {
    Tensor tensor = file.tensor(name);
    List<Long> expected =
        rows == 1 && tensor.dimensions().size() == 1
            ? List.of((long) columns)
            : List.of((long) columns, (long) rows);
    if (!tensor.dimensions().equals(expected)) {
      throw file.refuse(
          name,
          ("the tensor has the shape %s, but the metadata asks for %s. "
                  + "The file is damaged: convert it again.")
              .formatted(tensor.dimensions(), expected));
    }
    used.add(name);
    return tensor;
  }

  /** Reads one byte of each page, on all threads: a cold file comes in with many reads at once. */
  private void touch(Tensor tensor) {
    MemorySegment data = tensor.data();
    int chunks = Math.toIntExact((data.byteSize() + CHUNK - 1) / CHUNK);
    byte[] sums = new byte[chunks]; // so that the reads are not optimised away
    kernels.parallel(
        chunks,
        chunk -> {
          long end = Math.min((chunk + 1) * CHUNK, data.byteSize());
          for (long at = chunk * CHUNK; at < end; at += PAGE) {
            sums[chunk] += data.get(ValueLayout.JAVA_BYTE, at);
          }
        });
  }

  private void report(Tensor tensor) {
    doneBytes += tensor.data().byteSize();
    progress.loaded(doneBytes, totalBytes);
  }

  /** Leaves a tensor out on purpose: what it holds is known from elsewhere. */
  void ignore(String name) {
    file.findTensor(name)
        .ifPresent(
            tensor -> {
              used.add(name);
              report(tensor);
            });
  }

  /** Refuses a file with a tensor that was not used: what it does is unknown. */
  void checkAllUsed() {
    for (Tensor tensor : file.tensors()) {
      if (!used.contains(tensor.name())) {
        throw file.refuse(
            tensor.name(),
            ("the tensor is not known for the architecture '%s'. "
                    + "The model is a variant that is not supported yet.")
                .formatted(file.metadata().string("general.architecture")));
      }
    }
  }
}
