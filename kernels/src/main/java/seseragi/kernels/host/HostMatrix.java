package seseragi.kernels.host;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import seseragi.kernels.Matrix;
import seseragi.kernels.memory.HostMemory;

/**
 * A matrix in memory outside the heap. Rows of a whole matrix start at multiples of 64 bytes; the
 * numbers between the last column and the next row are padding and stay as they are.
 */
public final class HostMatrix implements Matrix {
  private static final int ALIGNED_FLOATS = (int) (HostMemory.ALIGNMENT / Float.BYTES);

  private final MemorySegment data; // [rows, stride]
  private final int stride; // numbers from one row to the next
  private final int rows;
  private final int columns;
  private final int first; // column of data where this view starts

  private HostMatrix(MemorySegment data, int stride, int rows, int columns, int first) {
    this.data = data;
    this.stride = stride;
    this.rows = rows;
    this.columns = columns;
    this.first = first;
  }

  /** A new matrix of zeros. */
  static HostMatrix allocate(HostMemory memory, int rows, int columns) {
    int stride = Math.ceilDiv(columns, ALIGNED_FLOATS) * ALIGNED_FLOATS;
    MemorySegment data = memory.allocate((long) rows * stride * Float.BYTES);
    return new HostMatrix(data, stride, rows, columns, 0);
  }

  /** The bytes of the matrix that this is a view of. */
  public MemorySegment data() {
    return data;
  }

  /** Offset in {@link #data()}, in bytes, of column 0 of this view in {@code row}. */
  public long offset(int row) {
    return ((long) row * stride + first) * Float.BYTES;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public HostMatrix columns(int first, int count) {
    Objects.checkFromIndexSize(first, count, columns);
    if (count == 0) {
      throw new IndexOutOfBoundsException("a view has at least one column");
    }
    return new HostMatrix(data, stride, rows, count, this.first + first);
  }

  @Override
  public void read(int row, float[] destination, int offset) {
    Objects.checkIndex(row, rows);
    MemorySegment.copy(data, JAVA_FLOAT, offset(row), destination, offset, columns);
  }

  @Override
  public void write(int row, float[] source, int offset) {
    Objects.checkIndex(row, rows);
    MemorySegment.copy(source, offset, data, JAVA_FLOAT, offset(row), columns);
  }

  /** One number; slow, for the specification and for constants. */
  public float at(int row, int column) {
    Objects.checkIndex(column, columns);
    return data.get(JAVA_FLOAT, offset(row) + (long) column * Float.BYTES);
  }

  /** Sets one number; slow, for the specification. */
  public void set(int row, int column, float value) {
    Objects.checkIndex(column, columns);
    data.set(JAVA_FLOAT, offset(row) + (long) column * Float.BYTES, value);
  }

  /** Whether both are the same columns of the same matrix. */
  boolean same(HostMatrix other) {
    return data.equals(other.data) && first == other.first && columns == other.columns;
  }

  /** Whether the two share a number. */
  boolean overlaps(HostMatrix other) {
    return data.equals(other.data)
        && first < other.first + other.columns
        && other.first < first + columns;
  }
}
