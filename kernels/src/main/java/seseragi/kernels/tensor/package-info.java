/**
 * What a tensor in a file is: its type, its shape and its bytes. No arithmetic.
 *
 * <p>May use: {@code memory}.
 */
package seseragi.kernels.tensor;
