package seseragi.engine.gguf;

import java.util.LinkedHashMap;
import java.util.Map;

/** Walks over the metadata of a file once: checks every value, keeps only where each one lies. */
final class MetadataScanner {
  /** Longest key, from the GGUF specification. */
  private static final int MAX_KEY_BYTES = 65_535;

  /** Longest string; the longest known (chat templates) have some 20 kB. */
  private static final long MAX_STRING_BYTES = 1 << 26;

  /** Arrays of arrays of ... values; known files have one level. */
  private static final int MAX_DEPTH = 4;

  /** Most entries; known files have some 50. */
  private static final int MAX_ENTRIES = 65_536;

  /** Most bytes in all, as they are kept in memory; known files have up to 20 MB. */
  private static final long MAX_METADATA_BYTES = 1 << 28;

  /** Smallest entry: length of the key, one byte of key, type, one byte of value. */
  private static final int MIN_ENTRY_BYTES = 8 + 1 + 4 + 1;

  private final Cursor cursor;

  MetadataScanner(Cursor cursor) {
    this.cursor = cursor;
  }

  /** A count that is known to fit the bytes left; see {@link #scan}. */
  long entryCount() {
    long start = cursor.position();
    long count = cursor.count("number of metadata entries", MIN_ENTRY_BYTES);
    if (count > MAX_ENTRIES) {
      throw cursor.refuse(
          start, "%d metadata entries, at most %d are allowed".formatted(count, MAX_ENTRIES));
    }
    return count;
  }

  /** Where each value lies, in file order. */
  Map<String, GgufMetadata.Entry> scan(long count) {
    Map<String, GgufMetadata.Entry> entries = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      cursor.reading("");
      long start = cursor.position();
      String key = cursor.name("metadata key " + i, MAX_KEY_BYTES);
      cursor.reading(key);
      GgufType type = type();
      if (entries.put(key, new GgufMetadata.Entry(type, cursor.position())) != null) {
        throw cursor.refuse(start, "the key occurs twice. The file is damaged: convert it again.");
      }
      skipValue(type, 0);
    }
    cursor.reading("");
    if (cursor.position() > MAX_METADATA_BYTES) {
      throw cursor.refuse(
          cursor.position(), "more than %d bytes of metadata".formatted(MAX_METADATA_BYTES));
    }
    return entries;
  }

  private GgufType type() {
    long start = cursor.position();
    long id = cursor.u32("the type of the value");
    return GgufType.ofId(id)
        .orElseThrow(
            () ->
                cursor.refuse(
                    start, "value type %d is unknown, 0 to 12 are possible".formatted(id)));
  }

  private void skipValue(GgufType type, int depth) {
    switch (type) {
      case BOOL -> skipBool();
      case STRING -> cursor.skipString("a string", MAX_STRING_BYTES);
      case ARRAY -> skipArray(depth + 1);
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, FLOAT32, UINT64, INT64, FLOAT64 ->
          cursor.skip(type.minimumBytes(), "a value of type " + type);
    }
  }

  private void skipBool() {
    long start = cursor.position();
    byte value = cursor.u8("a value of type bool");
    if (value != 0 && value != 1) {
      throw cursor.refuse(start, "a bool has the value %d, 0 or 1 are possible".formatted(value));
    }
  }

  private void skipArray(int depth) {
    if (depth > MAX_DEPTH) {
      throw cursor.refuse(
          cursor.position(), "arrays are nested more than %d deep".formatted(MAX_DEPTH));
    }
    GgufType type = type();
    long count = cursor.count("number of array elements", type.minimumBytes());
    if (type.isFixedSize() && type != GgufType.BOOL) {
      cursor.skip(count * type.minimumBytes(), "an array of " + type);
      return;
    }
    for (long i = 0; i < count; i++) {
      skipValue(type, depth);
    }
  }
}
