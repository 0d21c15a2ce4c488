package seseragi.engine.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Keys and values of a GGUF file. Immutable, may be used by several threads at once, and stays
 * valid when the file is closed: it holds the bytes of the metadata as they are, and decodes what
 * is asked for. Every value was checked when the file was opened.
 *
 * <p>An accessor without a default throws {@link ModelFormatException} if the key is missing; each
 * throws it, naming key, found and expected type, if the value is of another type.
 */
public final class GgufMetadata {
  /** Most elements that are decoded at once into a Java array; vocabularies have up to 300,000. */
  private static final int MAX_ELEMENTS = 1 << 24;

  private final Path file;
  private final MetadataBytes bytes;
  private final Map<String, Entry> entries;

  /** Where the value of a key begins in the file. */
  record Entry(GgufType type, long offset) {}

  /**
   * @param metadata a copy of the bytes of the file from {@code start} on
   */
  GgufMetadata(Path file, MemorySegment metadata, long start, Map<String, Entry> entries) {
    this.file = file;
    this.bytes = new MetadataBytes(metadata, start);
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** All keys, in file order. */
  public Set<String> keys() {
    return entries.keySet();
  }

  public boolean has(String key) {
    return entries.containsKey(key);
  }

  /** The value as it is stored. */
  public GgufValue value(String key) {
    Entry entry = entry(key);
    return bytes.value(entry.type(), entry.offset());
  }

  /** A string; malformed UTF-8 becomes U+FFFD. */
  public String string(String key) {
    return new String(
        bytes.string(entry(key, "a string", type -> type == GgufType.STRING).offset()),
        StandardCharsets.UTF_8);
  }

  public String string(String key, String otherwise) {
    return has(key) ? string(key) : otherwise;
  }

  /** An integer of any width. A {@code uint64} beyond {@link Long#MAX_VALUE} is refused. */
  public long integer(String key) {
    Entry entry = entry(key, "an integer", GgufType::isInteger);
    return signed(key, entry.type(), bytes.integer(entry.type(), entry.offset()));
  }

  public long integer(String key, long otherwise) {
    return has(key) ? integer(key) : otherwise;
  }

  /** A floating-point number or an integer, of any width. */
  public double number(String key) {
    Entry entry = entry(key, "a number", type -> type.isReal() || type.isInteger());
    return bytes.number(entry.type(), entry.offset());
  }

  public double number(String key, double otherwise) {
    return has(key) ? number(key) : otherwise;
  }

  public boolean bool(String key) {
    return bytes.bool(entry(key, "a bool", type -> type == GgufType.BOOL).offset());
  }

  public boolean bool(String key, boolean otherwise) {
    return has(key) ? bool(key) : otherwise;
  }

  /** Whether the value of a key is an array. */
  public boolean isArray(String key) {
    return entry(key).type() == GgufType.ARRAY;
  }

  /**
   * An array of strings; malformed UTF-8 becomes U+FFFD. Each element is decoded anew when it is
   * asked for: go through the list once.
   */
  public List<String> strings(String key) {
    return elements(key, offset -> new String(bytes.string(offset), StandardCharsets.UTF_8));
  }

  /** The same for strings that need not be UTF-8, such as tokens that are parts of a character. */
  public List<byte[]> byteStrings(String key) {
    return elements(key, bytes::string);
  }

  /** An array of integers of any width. */
  public long[] integers(String key) {
    ArrayHeader array = array(key, "an array of integers", GgufType::isInteger);
    long[] values = new long[decodable(key, array)];
    for (int i = 0; i < values.length; i++) {
      long offset = array.first() + (long) i * array.type().minimumBytes();
      values[i] = signed(key, array.type(), bytes.integer(array.type(), offset));
    }
    return values;
  }

  /** An array of floating-point numbers or integers of any width, rounded to f32. */
  public float[] numbers(String key) {
    ArrayHeader array =
        array(key, "an array of numbers", type -> type.isReal() || type.isInteger());
    float[] values = new float[decodable(key, array)];
    for (int i = 0; i < values.length; i++) {
      long offset = array.first() + (long) i * array.type().minimumBytes();
      values[i] = (float) bytes.number(array.type(), offset);
    }
    return values;
  }

  /** Refuses the value of a key, in the words that a reader of the file would choose. */
  public ModelFormatException refuse(String key, String reason) {
    Entry entry = entries.get(key);
    return new ModelFormatException(file, entry == null ? -1 : entry.offset(), key, reason);
  }

  private <T> List<T> elements(String key, LongFunction<T> decoder) {
    ArrayHeader array = array(key, "an array of strings", type -> type == GgufType.STRING);
    return new DecodedList<>(decodable(key, array), bytes.elementOffsets(array), decoder);
  }

  private ArrayHeader array(String key, String expected, Predicate<GgufType> accepts) {
    Entry entry = entry(key, expected, type -> type == GgufType.ARRAY);
    ArrayHeader array = bytes.array(entry.offset());
    if (!accepts.test(array.type()) && array.count() > 0) {
      throw refuse(
          key, "the value is an array of %s, expected %s".formatted(array.type(), expected));
    }
    return array;
  }

  private int decodable(String key, ArrayHeader array) {
    if (array.count() > MAX_ELEMENTS) {
      throw refuse(
          key, "the array has %d elements, at most %d".formatted(array.count(), MAX_ELEMENTS));
    }
    return (int) array.count();
  }

  private long signed(String key, GgufType type, long value) {
    if (type == GgufType.UINT64 && value < 0) {
      throw refuse(key, "the value " + Long.toUnsignedString(value) + " is too large");
    }
    return value;
  }

  private Entry entry(String key, String expected, Predicate<GgufType> accepts) {
    Entry entry = entry(key);
    if (!accepts.test(entry.type())) {
      throw refuse(key, "the value is of type %s, expected %s".formatted(entry.type(), expected));
    }
    return entry;
  }

  private Entry entry(String key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      throw refuse(
          key, "the key is missing. The file is incomplete: convert or download it again.");
    }
    return entry;
  }

  /** Type and number of the elements of an array, and where the first of them lies. */
  record ArrayHeader(GgufType type, long count, long first) {}

  /** A list of which only the places are kept. */
  static final class DecodedList<T> extends AbstractList<T> implements RandomAccess {
    private final int size;
    private final IntToLongFunction offsets;
    private final LongFunction<T> decoder;

    /**
     * @param offsets from the index of an element to its place in the file
     */
    DecodedList(int size, IntToLongFunction offsets, LongFunction<T> decoder) {
      this.size = size;
      this.offsets = offsets;
      this.decoder = decoder;
    }

    @Override
    public T get(int index) {
      return decoder.apply(offsets.applyAsLong(Objects.checkIndex(index, size)));
    }

    @Override
    public int size() {
      return size;
    }
  }
}
