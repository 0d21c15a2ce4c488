package seseragi.kernels;

/**
 * Activations: f32 numbers, {@code [rows, columns]}, in memory that the backend allocated. A view
 * ({@link #columns(int, int)}) shares the numbers of its origin.
 *
 * <p>Not thread-safe: one thread works with it at a time. Lives as long as its {@link Kernels}.
 */
public interface Matrix {
  int rows();

  int columns();

  /**
   * A view of {@code count} columns starting at {@code first}, all rows.
   *
   * @throws IndexOutOfBoundsException if the range is not inside this matrix
   */
  Matrix columns(int first, int count);

  /**
   * Copies {@code columns()} numbers of one row into {@code destination} from {@code offset} on.
   */
  void read(int row, float[] destination, int offset);

  /** Copies {@code columns()} numbers from {@code source}, from {@code offset} on, into one row. */
  void write(int row, float[] source, int offset);
}
