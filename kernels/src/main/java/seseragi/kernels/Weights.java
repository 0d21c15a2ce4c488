package seseragi.kernels;

/**
 * A constant matrix of a model, {@code [rows, columns]} = {@code [outputs, inputs]}, in whatever
 * layout its backend reads fastest. Immutable; may be used by several threads at once.
 */
public interface Weights {
  /** Outputs of a product. */
  int rows();

  /** Inputs of a product. */
  int columns();

  /** Bytes that are read when the whole matrix is used once. */
  long bytes();
}
