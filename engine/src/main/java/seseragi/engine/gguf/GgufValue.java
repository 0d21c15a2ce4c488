package seseragi.engine.gguf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A metadata value with its type. Immutable. */
public sealed interface GgufValue {
  /** How it is stored. */
  GgufType type();

  /**
   * An integer of 8 to 64 bits.
   *
   * @param value for {@link GgufType#UINT64} its 64 bits, to be read as unsigned
   */
  record Whole(GgufType type, long value) implements GgufValue {
    public Whole {
      if (!type.isInteger() || !fits(type, value)) {
        throw new IllegalArgumentException(value + " is no " + type);
      }
    }

    private static boolean fits(GgufType type, long value) {
      int bits = 8 * type.minimumBytes();
      boolean signed = type.name().startsWith("INT");
      if (bits == 64) {
        return true;
      }
      return signed
          ? value >= -(1L << (bits - 1)) && value < 1L << (bits - 1)
          : value >= 0 && value < 1L << bits;
    }

    @Override
    public String toString() {
      return type == GgufType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
    }
  }

  /** A floating-point number of 32 or 64 bits. */
  record Real(GgufType type, double value) implements GgufValue {
    public Real {
      if (!type.isReal()) {
        throw new IllegalArgumentException(type + " is no floating-point type");
      }
    }

    @Override
    public String toString() {
      return type == GgufType.FLOAT32 ? Float.toString((float) value) : Double.toString(value);
    }
  }

  /** True or false. */
  record Bool(boolean value) implements GgufValue {
    @Override
    public GgufType type() {
      return GgufType.BOOL;
    }

    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /**
   * A string: bytes that should be, but need not be, UTF-8 (a token may be part of a character).
   */
  final class Text implements GgufValue {
    private final byte[] bytes;

    private Text(byte[] bytes) {
      this.bytes = bytes;
    }

    public static Text of(String text) {
      return new Text(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Text ofBytes(byte[] bytes) {
      return new Text(bytes.clone());
    }

    @Override
    public GgufType type() {
      return GgufType.STRING;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Text text && Arrays.equals(bytes, text.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /** The text; malformed UTF-8 becomes U+FFFD. Not made safe to print. */
    @Override
    public String toString() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /**
   * Values of one type.
   *
   * @param elements all of {@code elementType}; when read from a file, each is decoded anew when it
   *     is asked for
   */
  record Array(GgufType elementType, List<GgufValue> elements) implements GgufValue {
    @Override
    public GgufType type() {
      return GgufType.ARRAY;
    }
  }
}
