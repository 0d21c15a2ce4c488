/**
 * The contract of a compute backend: coarse operations of a transformer on memory that the backend
 * itself allocates. No code, only interfaces and the values that they exchange.
 *
 * <p>May use: {@code tensor}.
 */
package seseragi.kernels;
