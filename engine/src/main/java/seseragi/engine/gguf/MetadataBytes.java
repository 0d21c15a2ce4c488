package seseragi.engine.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.IntToLongFunction;
import seseragi.engine.gguf.GgufMetadata.ArrayHeader;
import seseragi.engine.gguf.GgufMetadata.DecodedList;

/**
 * Decodes metadata values that a {@link MetadataScanner} has checked.
 *
 * @param bytes a copy of the metadata
 * @param start offset in the file of the first of these bytes; all offsets are those of the file
 */
record MetadataBytes(MemorySegment bytes, long start) {

  GgufValue value(GgufType type, long offset) {
    return switch (type) {
      case BOOL -> new GgufValue.Bool(bool(offset));
      case STRING -> GgufValue.Text.ofBytes(string(offset));
      case ARRAY -> array(array(offset));
      case FLOAT32, FLOAT64 -> new GgufValue.Real(type, number(type, offset));
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 ->
          new GgufValue.Whole(type, integer(type, offset));
    };
  }

  private GgufValue.Array array(ArrayHeader array) {
    GgufType type = array.type();
    List<GgufValue> elements =
        new DecodedList<>(
            Math.toIntExact(array.count()), elementOffsets(array), offset -> value(type, offset));
    return new GgufValue.Array(type, elements);
  }

  boolean bool(long offset) {
    return bytes.get(ValueLayout.JAVA_BYTE, offset - start) != 0;
  }

  /** A {@code uint64} comes as its 64 bits. */
  long integer(GgufType type, long offset) {
    long at = offset - start;
    return switch (type) {
      case UINT8 -> bytes.get(ValueLayout.JAVA_BYTE, at) & 0xffL;
      case INT8 -> bytes.get(ValueLayout.JAVA_BYTE, at);
      case UINT16 -> bytes.get(Cursor.SHORT, at) & 0xffffL;
      case INT16 -> bytes.get(Cursor.SHORT, at);
      case UINT32 -> bytes.get(Cursor.INT, at) & 0xffff_ffffL;
      case INT32 -> bytes.get(Cursor.INT, at);
      case UINT64, INT64 -> bytes.get(Cursor.LONG, at);
      case FLOAT32, FLOAT64, BOOL, STRING, ARRAY ->
          throw new IllegalArgumentException(type + " is no integer");
    };
  }

  double number(GgufType type, long offset) {
    long at = offset - start;
    return switch (type) {
      case FLOAT32 -> Float.intBitsToFloat(bytes.get(Cursor.INT, at));
      case FLOAT64 -> Double.longBitsToDouble(bytes.get(Cursor.LONG, at));
      case UINT64 -> unsigned(bytes.get(Cursor.LONG, at));
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, INT64 -> integer(type, offset);
      case BOOL, STRING, ARRAY -> throw new IllegalArgumentException(type + " is no number");
    };
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : (bits >>> 1) * 2.0;
  }

  byte[] string(long offset) {
    long at = offset - start;
    return bytes.asSlice(at + 8, bytes.get(Cursor.LONG, at)).toArray(ValueLayout.JAVA_BYTE);
  }

  ArrayHeader array(long offset) {
    long at = offset - start;
    GgufType type = GgufType.ofId(bytes.get(Cursor.INT, at)).orElseThrow();
    return new ArrayHeader(type, bytes.get(Cursor.LONG, at + 4), offset + 12);
  }

  /** From the index of an element to its place in the file. */
  IntToLongFunction elementOffsets(ArrayHeader array) {
    GgufType type = array.type();
    if (type.isFixedSize()) {
      return i -> array.first() + (long) i * type.minimumBytes();
    }
    int[] places = new int[Math.toIntExact(array.count())]; // counted from start: half the memory
    long offset = array.first();
    for (int i = 0; i < places.length; i++) {
      places[i] = Math.toIntExact(offset - start);
      offset = end(type, offset);
    }
    return i -> start + places[i];
  }

  private long end(GgufType type, long offset) {
    return switch (type) {
      case STRING -> offset + 8 + bytes.get(Cursor.LONG, offset - start);
      case ARRAY -> {
        ArrayHeader array = array(offset);
        long end = array.first();
        if (array.type().isFixedSize()) {
          end += array.count() * array.type().minimumBytes();
        } else {
          for (long i = 0; i < array.count(); i++) {
            end = end(array.type(), end);
          }
        }
        yield end;
      }
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, FLOAT32, BOOL, UINT64, INT64, FLOAT64 ->
          offset + type.minimumBytes();
    };
  }
}
