package seseragi.engine.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import seseragi.kernels.tensor.Tensor;

/**
 * One file, read and checked whole: header, metadata, and that the tensors lie in it, aligned and
 * beside each other.
 *
 * @param tensors those that can be computed with
 * @param inventory all
 */
record GgufShard(
    Path file, GgufMetadata metadata, List<Tensor> tensors, List<TensorInfo> inventory) {
  private static final long MAGIC = 0x46554747L; // "GGUF"
  private static final long DEFAULT_ALIGNMENT = 32;
  private static final long MAX_ALIGNMENT = 1 << 20;
  private static final String ALIGNMENT_KEY = "general.alignment";

  /**
   * Reads a file.
   *
   * @param bytes all of it
   * @param anyType whether tensors are let through that cannot be computed with
   * @throws ModelFormatException if it is not a valid file
   */
  static GgufShard read(Path file, MemorySegment bytes, boolean anyType) {
    Cursor cursor = new Cursor(file, bytes);
    checkMagic(cursor);
    checkVersion(cursor);
    TensorScanner tensorScanner = new TensorScanner(cursor, anyType);
    MetadataScanner metadataScanner = new MetadataScanner(cursor);
    long tensorCount = tensorScanner.tensorCount();
    long entryCount = metadataScanner.entryCount();
    long start = cursor.position();
    Map<String, GgufMetadata.Entry> entries = metadataScanner.scan(entryCount);
    byte[] copy = bytes.asSlice(start, cursor.position() - start).toArray(ValueLayout.JAVA_BYTE);
    GgufMetadata metadata = new GgufMetadata(file, MemorySegment.ofArray(copy), start, entries);
    long alignment = alignment(metadata);
    List<TensorEntry> described = tensorScanner.scan(tensorCount, alignment);
    return new GgufShard(
        file,
        metadata,
        locate(cursor, bytes, described, alignment),
        described.stream().map(TensorEntry::info).toList());
  }

  private static void checkMagic(Cursor cursor) {
    long magic = cursor.u32("the magic number");
    if (magic != MAGIC) {
      throw cursor.refuse(
          0,
          ("the file begins with %08x instead of 'GGUF': it is no GGUF file. "
                  + "Convert the model to GGUF, or check what was downloaded.")
              .formatted(Integer.reverseBytes((int) magic)));
    }
  }

  private static void checkVersion(Cursor cursor) {
    long start = cursor.position();
    long version = cursor.u32("the version");
    if (version == 2 || version == 3) {
      return;
    }
    boolean swapped = (version & 0xffff) == 0 && version != 0;
    throw cursor.refuse(
        start,
        swapped
            ? "the file is big-endian. Convert it for little-endian machines."
            : "GGUF version %d is not supported, only 2 and 3. Convert the model again."
                .formatted(version));
  }

  private static long alignment(GgufMetadata metadata) {
    if (!metadata.has(ALIGNMENT_KEY)) {
      return DEFAULT_ALIGNMENT;
    }
    GgufValue value = metadata.value(ALIGNMENT_KEY);
    if (value instanceof GgufValue.Whole(GgufType type, long alignment)
        && type == GgufType.UINT32
        && alignment >= 1
        && alignment <= MAX_ALIGNMENT
        && Long.bitCount(alignment) == 1) {
      return alignment;
    }
    throw metadata.refuse(
        ALIGNMENT_KEY,
        "the alignment has to be a uint32 and a power of two up to %d".formatted(MAX_ALIGNMENT));
  }

  /** Cuts the tensors out of the file. */
  private static List<Tensor> locate(
      Cursor cursor, MemorySegment bytes, List<TensorEntry> described, long alignment) {
    long header = cursor.position();
    long start = padded(header, alignment);
    long end = described.isEmpty() ? header : start;
    TensorEntry previous = null;
    for (TensorEntry entry :
        described.stream().sorted(Comparator.comparingLong(TensorEntry::offset)).toList()) {
      checkPlace(cursor, entry, previous, start, bytes.byteSize());
      previous = entry;
      end = start + entry.end();
    }
    boolean allSized = described.stream().allMatch(entry -> entry.type().sized());
    if (allSized && bytes.byteSize() > padded(end, alignment)) {
      throw cursor.refuse(
          end,
          ("the last tensor ends here, but the file has %d bytes. "
                  + "It is damaged, perhaps by a resumed download: download it again.")
              .formatted(bytes.byteSize()));
    }
    List<Tensor> tensors = new ArrayList<>(described.size());
    for (TensorEntry entry : described) {
      MemorySegment data = bytes.asSlice(start + entry.offset(), entry.bytes());
      entry
          .type()
          .quantType()
          .ifPresent(type -> tensors.add(new Tensor(entry.name(), type, entry.dimensions(), data)));
    }
    return tensors;
  }

  private static void checkPlace(
      Cursor cursor, TensorEntry entry, TensorEntry previous, long start, long size) {
    cursor.reading(entry.name());
    if (entry.end() > size - start) {
      throw cursor.refuse(
          entry.start(),
          ("the tensor ends at byte %s, past the end of the file (%d). "
                  + "The file is incomplete: download it again, or check its size with 'ls -l'.")
              .formatted(Long.toUnsignedString(start + entry.end()), size));
    }
    if (previous != null && previous.end() > entry.offset()) {
      throw cursor.refuse(
          entry.start(),
          "the tensor overlaps '%s'. The file is damaged: convert it again."
              .formatted(previous.name()));
    }
    cursor.reading("");
  }

  private static long padded(long offset, long alignment) {
    return (offset + alignment - 1) / alignment * alignment;
  }
}
