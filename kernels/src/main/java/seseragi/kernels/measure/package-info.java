/**
 * What a machine can do at most, and what a backend reaches on it.
 *
 * <p>May use: {@code kernels}, {@code tensor}.
 */
package seseragi.kernels.measure;
