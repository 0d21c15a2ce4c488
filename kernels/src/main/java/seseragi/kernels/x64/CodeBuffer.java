package seseragi.kernels.x64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes of machine code as they grow, with labels whose distances are filled in at the end. */
final class CodeBuffer {
  private byte[] bytes = new byte[1024];
  private int size;
  private final List<Fixup> fixups = new ArrayList<>();

  /** A place in the code that jumps go to. Bound once, before or after its use. */
  static final class Label {
    private int position = -1;
  }

  /**
   * Four bytes at {@code position} that will hold the distance from their end to {@code target}.
   */
  private record Fixup(int position, Label target) {}

  int size() {
    return size;
  }

  void u8(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) value;
  }

  void i32(int value) {
    for (int shift = 0; shift < 32; shift += 8) {
      u8(value >>> shift);
    }
  }

  void i64(long value) {
    i32((int) value);
    i32((int) (value >>> 32));
  }

  void distanceTo(Label target) {
    fixups.add(new Fixup(size, target));
    i32(0);
  }

  void bind(Label label) {
    if (label.position >= 0) {
      throw new IllegalStateException("a label is bound once");
    }
    label.position = size;
  }

  /** The finished code. */
  byte[] toBytes() {
    byte[] code = Arrays.copyOf(bytes, size);
    for (Fixup fixup : fixups) {
      if (fixup.target.position < 0) {
        throw new IllegalStateException("a jump at %d goes to no label".formatted(fixup.position));
      }
      int distance = fixup.target.position - (fixup.position + 4);
      for (int i = 0; i < 4; i++) {
        code[fixup.position + i] = (byte) (distance >>> (8 * i));
      }
    }
    return code;
  }
}
