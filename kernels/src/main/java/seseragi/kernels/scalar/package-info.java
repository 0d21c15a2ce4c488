/**
 * The specification: every operation in the simplest Java that is right, on one thread. Slow; other
 * backends are compared with it.
 *
 * <p>May use: {@code kernels}, {@code host}, {@code tensor}, {@code memory}.
 */
package seseragi.kernels.scalar;
