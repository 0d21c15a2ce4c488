package seseragi.engine.gguf;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the basic values of a GGUF file and counts the bytes. */
final class LittleEndianOutput extends FilterOutputStream {
  private long written;

  LittleEndianOutput(OutputStream out) {
    super(out);
  }

  long written() {
    return written;
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    written++;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    written += length;
  }

  void int32(int value) throws IOException {
    integer(value, 4);
  }

  void int64(long value) throws IOException {
    integer(value, 8);
  }

  private void integer(long value, int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      write((int) (value >>> (8 * i)));
    }
  }

  void string(String text) throws IOException {
    string(text.getBytes(StandardCharsets.UTF_8));
  }

  private void string(byte[] bytes) throws IOException {
    int64(bytes.length);
    write(bytes);
  }

  void value(GgufValue value) throws IOException {
    switch (value) {
      case GgufValue.Whole whole -> integer(whole.value(), whole.type().minimumBytes());
      case GgufValue.Real real when real.type() == GgufType.FLOAT32 ->
          int32(Float.floatToRawIntBits((float) real.value()));
      case GgufValue.Real real -> int64(Double.doubleToRawLongBits(real.value()));
      case GgufValue.Bool bool -> write(bool.value() ? 1 : 0);
      case GgufValue.Text text -> string(text.bytes());
      case GgufValue.Array array -> {
        int32(array.elementType().id());
        int64(array.elements().size());
        for (GgufValue element : array.elements()) {
          value(element);
        }
      }
    }
  }

  /** Writes zeros up to a multiple of {@code alignment}. */
  void align(int alignment) throws IOException {
    while (written % alignment != 0) {
      write(0);
    }
  }
}
