/**
 * The backend for any processor: vector registers of 128, 256 or 512 bits through the Vector API,
 * and a pool of threads. Weights are rearranged once, on loading, so that the lanes of a register
 * are rows of the matrix; each output is then summed over the columns in their order, whatever the
 * batch.
 *
 * <p>May use: {@code kernels}, {@code host}, {@code tensor}, {@code memory}.
 */
package seseragi.kernels.vector;
